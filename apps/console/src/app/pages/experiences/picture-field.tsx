/** @jsxImportSource react */
import { useState, type ChangeEvent, type JSX } from "react";
import { Field } from "../../parts/field.tsx";

const MOST_BYTES = 64_000; // what an experience takes

const readUri = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return `data:${file.type};base64,${btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(""))}`;
};

/** A picture of an experience: what is there is shown, another one is chosen, or it is taken away. */
export const PictureField = ({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (uri: string | null) => void;
}): JSX.Element => {
  const [problem, setProblem] = useState<string | null>(null);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = target.files ?? [];
    if (!file) return;
    if (file.size > MOST_BYTES) return setProblem(`At most ${MOST_BYTES / 1_000} kB`);
    setProblem(null);
    readUri(file).then(onChange, () => setProblem("This file cannot be read"));
  };
  return (
    <div>
      <Field label={label} hint="PNG or SVG" error={problem} type="file" accept="image/png,image/svg+xml" onChange={choose} />
      {value !== null && (
        <p className="bar">
          <img className="picture" src={value} alt={`${label} as it is`} />
          <button type="button" className="button button-quiet" onClick={() => onChange(null)}>
            Take it away<span className="visually-hidden">: {label}</span>
          </button>
        </p>
      )}
    </div>
  );
};
