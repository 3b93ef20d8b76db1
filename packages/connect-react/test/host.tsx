/** @jsxImportSource react */
import { useDrawbridge } from "@drawbridge/connect-react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { ConnectBank } from "./example.tsx";

const link = new URLSearchParams(location.search).get("link");
const log: string[] = [];
Object.assign(window, { log });

/** Every state of the hook, and a render count in its handlers to tell old ones from new ones. */
function Host() {
  const [renders, setRenders] = useState(1);
  const [wanted, setWanted] = useState<string | null>(null);
  const { open, close, status, result } = useDrawbridge({
    link: wanted,
    onReady: () => log.push(`ready ${renders}`),
    onEvent: ({ action }) => log.push(`${action} ${renders}`),
    onResult: ({ reason }) => log.push(`result ${reason} ${renders}`),
  });
  return (
    <>
      <p id="status">{status}</p>
      <p id="result">{result?.reason}</p>
      <button onClick={() => setWanted(link)}>give link</button>
      <button onClick={() => setRenders(renders + 1)}>render</button>
      <button onClick={open}>open</button>
      <button onClick={close}>close</button>
    </>
  );
}

function Page() {
  const [shown, setShown] = useState(true);
  return (
    <>
      {shown && <Host />}
      <button onClick={() => setShown(false)}>leave</button>
      <div id="example">
        <ConnectBank link={link} onConnected={() => log.push("connected")} />
      </div>
    </>
  );
}

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
