/** @jsxImportSource react */
import { useDrawbridge } from "@drawbridge/connect-react";

/** `link` comes from your server: `POST /v1/links` with your API token. */
export function ConnectBank(props: { readonly link: string | null; readonly onConnected: () => void }) {
  const { open, status, result } = useDrawbridge({
    link: props.link,
    onResult: ({ outcome }) => outcome === "done" && props.onConnected(),
  });
  return (
    <>
      <button onClick={open} disabled={props.link === null || status === "opening"}>
        Connect a bank
      </button>
      {result?.outcome === "done" && <p>Your bank is connected.</p>}
    </>
  );
}
