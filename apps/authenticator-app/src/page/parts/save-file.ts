/** Hands the person a file. */
export const saveFile = (name: string, content: string): void => {
  const href = URL.createObjectURL(new Blob([content], { type: "application/jose" }));
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
};
