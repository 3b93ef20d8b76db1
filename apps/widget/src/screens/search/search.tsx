import type { InstitutionCard } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import type { Texts } from "../../text/en.ts";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { NoResult, NotLoaded } from "./no-result.tsx";
import { optionId, ResultList } from "./result-list.tsx";
import { type Found, useInstitutions } from "./use-institutions.ts";
import { useSettledSearch } from "./use-settled-search.ts";

const noOption = -1;

/** Finding the bank: a combobox over a list that shows the popular ones first. */
export function Search({ view, step, actions }: ScreenProps<"search">): JSX.Element {
  const { text } = useSpeech();
  const [typed, setTyped] = useState(step.term);
  const [active, setActive] = useState(noOption);
  const { found, again } = useInstitutions(actions.find, typed);
  useSettledSearch(view.vocabulary, typed, actions.send);
  const banks = found.at === "found" ? found.list.institutions : [];
  // Another list has other banks at the same place: a key must never choose one that was not seen there.
  useEffect(() => setActive(noOption), [found]);
  const popular = found.at === "found" && found.term === "";
  useAnnouncement(found, actions.announce);
  const choose = (bank: InstitutionCard): void => actions.send({ type: "institution_chosen", institutionId: bank.id });
  const type = (value: string): void => {
    setTyped(value);
    setActive(noOption);
  };
  const onKey = (event: KeyboardEvent): void => {
    const next = nextActive(event.key, active, banks.length);
    const chosen = banks[active];
    if (event.key === "Enter" && chosen) choose(chosen);
    if (event.key === "Escape" && typed !== "") type("");
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Screen title={text.search.title}>
      {step.canLeave && <p class="lead">{text.search.added}</p>}
      <SearchField typed={typed} active={active} open={banks.length > 0} onType={type} onKey={onKey} />
      {found.at === "failed" && <NotLoaded onAgain={again} />}
      {found.at === "searching" && <SearchBones />}
      {found.at === "found" && banks.length === 0 && <NoResult term={found.term} tenant={view.tenant.name} />}
      {popular && banks.length > 0 && <h2 class="small-heading">{text.search.popular}</h2>}
      {banks.length > 0 && (
        <ResultList
          banks={banks}
          active={active}
          tiles={popular}
          label={popular ? text.search.popular : text.search.results(banks.length)}
          onChoose={choose}
        />
      )}
    </Screen>
  );
}

function SearchField(props: {
  readonly typed: string;
  readonly active: number;
  readonly open: boolean;
  readonly onType: (value: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}): JSX.Element {
  const { text } = useSpeech();
  const { open, active } = props;
  return (
    <div class="field search-field">
      <label for="search">{text.search.label}</label>
      <div class="input-row">
        <Icon name="search" />
        <input
          id="search"
          class="input"
          type="text"
          role="combobox"
          inputMode="search"
          enterkeyhint="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={200}
          value={props.typed}
          aria-expanded={open ? "true" : "false"}
          aria-controls={open ? "banks" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? optionId(active) : undefined}
          onInput={(event) => props.onType(event.currentTarget.value)}
          onKeyDown={props.onKey}
        />
      </div>
    </div>
  );
}

function SearchBones(): JSX.Element {
  return (
    <div aria-hidden="true">
      {[1, 2, 3, 4].map((n) => (
        <div key={n} class="bone bone-row" />
      ))}
    </div>
  );
}

/** The option the key moves to; null for every other key. Nothing is chosen by moving. */
const nextActive = (key: string, active: number, count: number): number | null => {
  if (count === 0) return null;
  if (key === "ArrowDown") return (active + 1) % count;
  if (key === "ArrowUp") return active <= 0 ? count - 1 : active - 1;
  return null;
};

const useAnnouncement = (found: Found, announce: (words: string) => void): void => {
  const { text } = useSpeech();
  const said = found.at === "found" && found.term !== "" ? words(text, found.list.total, found.term) : "";
  useEffect(() => {
    if (said !== "") announce(said);
  }, [said]);
};

const words = (text: Texts, count: number, term: string): string => (count === 0 ? text.search.none(term) : text.search.results(count));
