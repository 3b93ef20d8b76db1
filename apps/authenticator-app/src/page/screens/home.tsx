import { announce } from "@drawbridge/widget/announce";
import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { nameOf, type AppState, type Offer } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { LinkRow } from "../parts/link-row.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useCountdown } from "../parts/use-countdown.ts";
import { useSpeech } from "../text/speech.ts";
import { outcomeText } from "../text/outcome-text.ts";
import { troubleText } from "../text/trouble-text.ts";

/** What waits, what was answered, and the ways to everything else. */
export function Home({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text, format } = useSpeech();
  const { offer, past, user } = state;
  useEffect(() => {
    if (offer) announce(text.home.arrived(offer.banner));
  }, [offer?.banner]);
  return (
    <Screen title={text.home.title} lead={user ? nameOf(state.users, user) : undefined}>
      {state.note === "pin_changed" && <Notice tone="ok">{text.home.pinChanged}</Notice>}
      {state.trouble && <TroubleNote id="home-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      {offer ? <OfferCard offer={offer} busy={state.busy} onOpen={client.openOffer} /> : <Nothing />}
      {past.length > 0 && (
        <section aria-labelledby="past-title">
          <h2 id="past-title">{text.home.recent}</h2>
          <ul class="rows">
            {past.map((outcome) => (
              <li key={outcome.at} class="row">
                <span class="row-text" dir="auto">
                  {outcome.banner}
                </span>
                <span class="muted">
                  {outcomeText(text, outcome).title}, {format.time(new Date(outcome.at).toISOString())}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Ways installable={state.installable} client={client} />
    </Screen>
  );
}

function OfferCard(props: { readonly offer: Offer; readonly busy: boolean; readonly onOpen: () => void }): JSX.Element {
  const { text } = useSpeech();
  const { offer, busy, onOpen } = props;
  const isMessage = offer.kind === "DISPLAY_MESSAGE";
  return (
    <section class="offer" aria-labelledby="offer-title">
      <h2 id="offer-title">{isMessage ? text.home.message : text.home.waiting}</h2>
      <p class="offer-text" dir="auto">
        {offer.banner}
      </p>
      {offer.until !== null && <Left until={offer.until} />}
      <Button busy={busy} onClick={onOpen}>
        {isMessage ? text.home.read : text.home.open}
      </Button>
    </section>
  );
}

function Left({ until }: { readonly until: number }): JSX.Element {
  const { text, format } = useSpeech();
  return <p class="muted">{text.home.left(format.countdown(useCountdown(until)))}</p>;
}

function Nothing(): JSX.Element {
  const { text } = useSpeech();
  return (
    <div class="empty">
      <Mark name="check" />
      <p>
        <strong>{text.home.nothing}</strong>
      </p>
      <p class="muted">{text.home.nothingText}</p>
    </div>
  );
}

function Ways({ installable, client }: { readonly installable: boolean; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  return (
    <nav aria-label={text.home.more} class="links">
      <LinkRow icon="bank" onClick={() => client.go("shared")}>
        {text.home.shared}
      </LinkRow>
      <LinkRow icon="device" onClick={() => client.go("devices")}>
        {text.home.devices}
      </LinkRow>
      <LinkRow icon="bell" onClick={() => client.go("notifications")}>
        {text.home.notifications}
      </LinkRow>
      <LinkRow icon="digits" onClick={() => client.go("offline_code")}>
        {text.home.offlineCode}
      </LinkRow>
      <LinkRow icon="lock" onClick={client.startChangePin}>
        {text.home.changePin}
      </LinkRow>
      <LinkRow icon="person" onClick={() => client.go("users")}>
        {text.home.users}
      </LinkRow>
      {installable && (
        <LinkRow icon="download" onClick={client.install}>
          {text.home.install}
        </LinkRow>
      )}
      <LinkRow icon="leave" onClick={client.restart}>
        {text.home.logOut}
      </LinkRow>
    </nav>
  );
}
