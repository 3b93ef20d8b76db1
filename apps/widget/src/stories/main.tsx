import { chooseLocale } from "@drawbridge/domain/locale";
import { render } from "preact";
import { stories as accounts } from "../screens/accounts/accounts.stories.tsx";
import { stories as connecting } from "../screens/connecting/connecting.stories.tsx";
import { stories as consent } from "../screens/consent/consent.stories.tsx";
import { stories as approval } from "../screens/approval/approval.stories.tsx";
import { stories as duplicate } from "../screens/duplicate/duplicate.stories.tsx";
import { stories as ended } from "../screens/ended/ended.stories.tsx";
import { stories as error } from "../screens/error/error.stories.tsx";
import { stories as exitConfirm } from "../screens/exit-confirm/exit-confirm.stories.tsx";
import { stories as idleWarning } from "../screens/idle-warning/idle-warning.stories.tsx";
import { stories as loading } from "../screens/loading/loading.stories.tsx";
import { stories as manage } from "../screens/manage/manage.stories.tsx";
import { stories as mfa } from "../screens/mfa/mfa.stories.tsx";
import { stories as oauth } from "../screens/oauth/oauth.stories.tsx";
import { stories as review } from "../screens/review/review.stories.tsx";
import { stories as search } from "../screens/search/search.stories.tsx";
import { stories as signIn } from "../screens/sign-in/sign-in.stories.tsx";
import { stories as unavailable } from "../screens/unavailable/unavailable.stories.tsx";
import { applyTheme } from "../style/apply-theme.ts";
import { loadSpeech, SpeechProvider, tellDocument } from "../text/texts.ts";
import type { Stories } from "./story.tsx";

// One story at a time, by the fragment: ids and dialogs of two stories would collide. Without one: the list of links.
const screens: Readonly<Record<string, Stories>> = {
  accounts,
  connecting,
  consent,
  approval,
  duplicate,
  ended,
  error,
  "exit-confirm": exitConfirm,
  "idle-warning": idleWarning,
  loading,
  manage,
  mfa,
  oauth,
  review,
  search,
  "sign-in": signIn,
  unavailable,
};

const all = Object.entries(screens).flatMap(([screen, stories]) =>
  Object.entries(stories).map(([name, draw]) => ({
    id: `${screen}/${name.replaceAll(" ", "-")}`,
    draw,
  })),
);

// `?locale=ar` draws the stories in another language, `?theme=` with a theme as JSON in a tenant's colours.
const wishes = new URLSearchParams(location.search);
const speech = await loadSpeech(chooseLocale([wishes.get("locale") ?? "en-GB"]));
tellDocument(speech);
applyTheme(JSON.parse(wishes.get("theme") ?? "null"));

const show = (): void => {
  const root = document.getElementById("app");
  if (!root) return;
  const wanted = all.find(({ id }) => `#${id}` === location.hash);
  const list = (
    <main class="body">
      <h1>Stories</h1>
      <ul>
        {all.map(({ id }) => (
          <li key={id}>
            <a data-story href={`#${id}`}>
              {id}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
  render(null, root);
  render(<SpeechProvider value={speech}>{wanted ? <wanted.draw /> : list}</SpeechProvider>, root);
};

window.addEventListener("hashchange", show);
show();
