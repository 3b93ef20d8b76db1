import type { ExperienceSettings } from "@drawbridge/contract";
import { useEffect, useRef, useState } from "react";
import { changeApi } from "../../api/client.ts";
import { toProblem, type ApiProblem } from "../../api/problem.ts";
import { Link } from "../../api/shapes.ts";

/** A page that shows settings, saved or not. */
export interface Preview {
  readonly name: string;
  readonly url: string;
}

/** What is written, where it could be saved as it stands; and who shows it. */
interface Draft {
  readonly read: () => ExperienceSettings | null;
  readonly onPreview: (preview: Preview) => void;
}

const SETTLED_MS = 600; // somebody stopped typing

/** Has the real pages shown with what is written, a moment after each change; an answer that is no longer asked for is dropped. */
export const useDraft = (draft: Draft): { readonly change: () => void; readonly problem: ApiProblem | null } => {
  const [changes, setChanges] = useState(0);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    if (changes === 0) return undefined;
    const wanted = { still: true };
    const show = async (settings: ExperienceSettings): Promise<void> => {
      const { url } = await changeApi(Link, "/v1/experiences/previews", { method: "POST", body: { settings } });
      if (!wanted.still) return;
      setProblem(null);
      latest.current.onPreview({ name: "not saved yet", url });
    };
    const timer = setTimeout(() => {
      const settings = latest.current.read();
      if (settings) show(settings).catch((error: unknown) => wanted.still && setProblem(toProblem(error)));
    }, SETTLED_MS);
    return () => {
      wanted.still = false;
      clearTimeout(timer);
    };
  }, [changes]);
  return { change: () => setChanges((count) => count + 1), problem };
};
