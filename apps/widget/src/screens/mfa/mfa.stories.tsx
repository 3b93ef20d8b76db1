import type { Challenge } from "@drawbridge/contract";
import { type Stories, StepStory } from "../../stories/story.tsx";

const question: Challenge = {
  id: "c1",
  kind: "text",
  prompt: "What is your favourite colour?",
  options: [],
  choose: null,
  sentTo: null,
  attemptsLeft: null,
  expiresAt: null,
};
const options = ["Wrong", "Right", "Also wrong"].map((label, n) => ({ id: `o${n}`, label }));
const picture = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='teal'/></svg>";
const images = Array.from({ length: 9 }, (_, n) => ({ id: `i${n}`, label: "", image: picture }));
const otp: Challenge = {
  ...question,
  kind: "otp",
  prompt: "Code from the text message",
  sentTo: "+44 ••• ••• 123",
  expiresAt: "2030-01-01T12:05:00.000Z",
};

const show = (challenges: Challenge[], failure: "mfa_wrong" | "mfa_expired" | null = null) => (
  <StepStory step={{ at: "mfa", challenges, failure, canGoBack: true }} />
);

/** The bank's questions. */
export const stories: Stories = {
  text: () => show([question]),
  wrong: () => show([{ ...question, attemptsLeft: 2 }], "mfa_wrong"),
  choice: () => show([{ ...question, kind: "choice", prompt: "Which one?", options }]),
  multi: () => show([{ ...question, kind: "multi", prompt: "Which ones?", options, choose: 2 }]),
  image: () => show([{ ...question, kind: "image", prompt: "Which image did you choose?", options: images }]),
  code: () => show([otp]),
  push: () =>
    show([
      {
        ...question,
        kind: "push",
        prompt: "Approve the request in your bank's app",
        sentTo: "Pixel 9",
      },
    ]),
  several: () => show([question, { ...otp, id: "c2" }]),
};
