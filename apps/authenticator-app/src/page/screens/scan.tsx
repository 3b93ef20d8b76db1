import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readScannedLink, type EnrolLink } from "../mc/entry.ts";
import { watchCamera, type CameraNews } from "../mc/watch-camera.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useSpeech } from "../text/speech.ts";

/** The camera looks for the QR code of an enrol link; whoever has none, or does not want it, types. */
export function Scan(props: { readonly onLink: (link: EnrolLink) => void; readonly onType: () => void }): JSX.Element {
  const { text } = useSpeech();
  const { onLink, onType } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [news, setNews] = useState<CameraNews | "other">("starting");
  useEffect(() => {
    if (!video.current) return;
    return watchCamera(video.current, {
      tell: setNews,
      // True ends the search.
      take: (scanned) => {
        const link = readScannedLink(scanned);
        if (link) onLink(link);
        else setNews("other");
        return link !== null;
      },
    });
  }, []);
  const failed = news === "refused" || news === "none";
  return (
    <Screen
      title={text.scan.title}
      lead={failed ? undefined : text.scan.lead}
      actions={
        <Button kind={failed ? "primary" : "secondary"} onClick={onType}>
          {text.scan.type}
        </Button>
      }
    >
      {(failed || news === "other") && <TroubleNote id="scan-trouble">{text.scan[news]}</TroubleNote>}
      {failed ? (
        <Mark name="camera" tone="warn" />
      ) : (
        <div class="camera">
          <video ref={video} muted playsInline aria-hidden="true" />
        </div>
      )}
      <p role="status" class="muted">
        {news === "starting" && text.scan.starting}
        {news === "looking" && text.scan.looking}
      </p>
    </Screen>
  );
}
