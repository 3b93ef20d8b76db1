import type { Challenge, ChallengeKind, ChallengeOption } from "@drawbridge/contract";
import { svgDataUri } from "../book/logo.ts";

/** How the bank asks a question of a kind, and what it takes for an answer. */
export interface Question {
  readonly prompt: string;
  readonly options: readonly ChallengeOption[];
  readonly choose: number | null;
  readonly sentTo: string | null;
  readonly lifeMs: number;
  /** Options by id, joined by a comma; for a text, in any case. Null: answered elsewhere. */
  readonly answer: string | null;
}

const minuteMs = 60_000;
const plain = { options: [], choose: null, sentTo: null, lifeMs: 5 * minuteMs } as const;

/** Every question of the sandbox, by kind. */
export const questions: Readonly<Record<ChallengeKind, Question>> = {
  text: { ...plain, prompt: "What is your favourite colour?", answer: "blue" },
  otp: {
    ...plain,
    prompt: "Enter the six-digit code we sent you.",
    sentTo: "+1 ••• ••• ••42",
    lifeMs: 2 * minuteMs,
    answer: "123456",
  },
  choice: {
    ...plain,
    prompt: "Which way does the gate open?",
    options: [
      { id: "left", label: "Left" },
      { id: "right", label: "Right" },
      { id: "up", label: "Up" },
    ],
    answer: "right",
  },
  multi: {
    ...plain,
    prompt: "Choose the two keys that fit.",
    options: [
      { id: "key-1", label: "Wrong key, brass" },
      { id: "key-2", label: "Right key, iron" },
      { id: "key-3", label: "Right key, silver" },
      { id: "key-4", label: "Wrong key, copper" },
    ],
    choose: 2,
    answer: "key-2,key-3",
  },
  image: {
    ...plain,
    prompt: "Choose the picture you picked when you joined.",
    options: drawPictures(),
    answer: "image-3",
  },
  push: {
    ...plain,
    prompt: "Approve this sign-in in the bank's app on your phone.",
    sentTo: "Robin's phone",
    answer: null,
  },
};

/** The question as the person's client gets it. */
export function askQuestion(kind: ChallengeKind, at: { id: string; askedAt: Date; attemptsLeft: number }): Challenge {
  const { prompt, options, choose, sentTo, lifeMs } = questions[kind];
  return {
    id: at.id,
    kind,
    prompt,
    options: [...options],
    choose,
    sentTo,
    attemptsLeft: kind === "push" ? null : at.attemptsLeft,
    expiresAt: new Date(at.askedAt.getTime() + lifeMs).toISOString(),
  };
}

/** True when the value answers the question; the order of several options does not matter. */
export function isRightAnswer(kind: ChallengeKind, value: string): boolean {
  const given = value
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .toSorted()
    .join(",");
  return given === questions[kind].answer;
}

function drawPictures(): readonly ChallengeOption[] {
  return Array.from({ length: 9 }, (_, index) => {
    const points = index + 3;
    return {
      id: `image-${index + 1}`,
      label: `Image ${index + 1}`,
      image: svgDataUri(drawPolygon(points)),
    };
  });
}

/** A polygon with so many corners, in a colour of its own. */
function drawPolygon(corners: number): string {
  const points = Array.from({ length: corners }, (_, index) => {
    const angle = (index / corners) * 2 * Math.PI - Math.PI / 2;
    return `${Math.round(32 + 26 * Math.cos(angle))},${Math.round(32 + 26 * Math.sin(angle))}`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#fff"/>` +
    `<polygon points="${points.join(" ")}" fill="hsl(${corners * 37} 60% 35%)"/></svg>`
  );
}
