/** What browsers that can install an app tell its page; not a standard yet. */
interface InstallOffer extends Event {
  readonly prompt: () => Promise<unknown>;
}
const isInstallOffer = (event: Event): event is InstallOffer => "prompt" in event;

/** Says whether the browser can install the app; answers how to ask for it. */
export const watchInstall = (tell: (installable: boolean) => void): (() => void) => {
  const held: { offer: InstallOffer | null } = { offer: null };
  const keep = (offer: InstallOffer | null): void => {
    held.offer = offer;
    tell(offer !== null);
  };
  addEventListener("beforeinstallprompt", (event) => {
    if (!isInstallOffer(event)) return;
    event.preventDefault(); // the browser's own bar would come in the middle of an approval
    keep(event);
  });
  addEventListener("appinstalled", () => keep(null));
  return () => {
    void held.offer?.prompt();
    keep(null);
  };
};
