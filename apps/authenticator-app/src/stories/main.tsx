import { render, type JSX } from "preact";
import { App } from "../page/app.tsx";
import { loadSpeech, SpeechProvider, tellDocument } from "../page/text/speech.ts";
import { storyClient } from "./story-client.ts";
import { stories } from "./stories.ts";

// One story at a time, by the fragment; without one: the list of links. `?locale=ar` draws them in another language.
const speech = await loadSpeech([new URLSearchParams(location.search).get("locale") ?? "en-GB"]);
tellDocument(speech);

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const press = async (label: string): Promise<void> => {
  const buttons = [...document.querySelectorAll("button")];
  buttons.find(({ textContent, ariaLabel }) => textContent.trim() === label || ariaLabel === label)?.click();
  await nextFrame();
};

const show = async (root: HTMLElement): Promise<void> => {
  const [name = ""] = Object.keys(stories).filter((known) => `#${known}` === location.hash);
  const story = stories[name];
  root.dataset["drawing"] = name;
  render(null, root);
  render(<SpeechProvider value={speech}>{story ? <App client={storyClient(story)} tenantId="development" /> : <List />}</SpeechProvider>, root);
  await nextFrame();
  for (const label of story?.press?.(speech.text) ?? []) await press(label);
  delete root.dataset["drawing"];
};

function List(): JSX.Element {
  return (
    <main class="body">
      <h1>Stories</h1>
      <ul>
        {Object.keys(stories).map((name) => (
          <li key={name}>
            <a data-story href={`#${name}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById("app");
if (root) {
  window.addEventListener("hashchange", () => void show(root));
  await show(root);
}
