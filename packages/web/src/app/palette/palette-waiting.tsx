/** Takes what is typed while the palette itself is still on its way; no letter is lost or acts as a shortcut. */
export const PaletteWaiting = ({ text, onText }: { text: string; onText: (text: string) => void }) => (
  <div
    role="dialog"
    aria-label="Search and commands"
    className="fixed top-[12dvh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 rounded-lg border border-line bg-raised shadow-raised"
  >
    <input
      autoFocus
      aria-label="Search and commands"
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => onText(event.target.value)}
      className="h-12 w-full bg-transparent px-4 text-emphasis outline-none"
    />
  </div>
);
