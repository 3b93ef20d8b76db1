import { openQrReader } from "./read-qr.ts";

/** How it is with the camera. */
export type CameraNews = "starting" | "looking" | "refused" | "none";

interface Watcher {
  readonly tell: (news: CameraNews) => void;
  /** Gets every text that was read; true ends the search. */
  readonly take: (scanned: string) => boolean;
}

const LOOK_MS = 150; // often enough for a hand, seldom enough for a battery

/** Shows the camera in `video` and reads QR codes until one is taken; answers how to stop, after which the camera is off. */
export const watchCamera = (video: HTMLVideoElement, watcher: Watcher): (() => void) => {
  const held: { stream: MediaStream | null; timer: ReturnType<typeof setTimeout> | null; stopped: boolean } = {
    stream: null,
    timer: null,
    stopped: false,
  };
  const stop = (): void => {
    held.stopped = true;
    if (held.timer) clearTimeout(held.timer);
    for (const track of held.stream?.getTracks() ?? []) track.stop();
  };
  const run = async (): Promise<void> => {
    const [read, stream] = await Promise.all([openQrReader(), navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })]);
    held.stream = stream;
    if (held.stopped) return stop();
    video.srcObject = stream;
    await video.play();
    watcher.tell("looking");
    const look = async (): Promise<void> => {
      const scanned = await read(video);
      if (held.stopped) return;
      if (scanned !== null && watcher.take(scanned)) return stop();
      held.timer = setTimeout(() => void look(), LOOK_MS);
    };
    await look();
  };
  run().catch((error: unknown) => {
    if (!held.stopped) watcher.tell(error instanceof DOMException && error.name === "NotAllowedError" ? "refused" : "none");
    stop();
  });
  return stop;
};
