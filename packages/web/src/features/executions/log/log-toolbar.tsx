import {
  ArrowDownToLine,
  ChevronDown,
  ChevronUp,
  Clock,
  Download,
  OctagonAlert,
  Search,
  WrapText,
} from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from '../../../ui/button.tsx';
import { cn } from '../../../ui/cn.ts';
import { inputLook } from '../../../ui/field.tsx';
import { formatCount, plural } from '../../../ui/format-number.ts';
import { Hint } from '../../../ui/hint.tsx';
import type { LogSearch } from './use-log-search.ts';

interface LogToolbarProps {
  lineCount: number;
  search: LogSearch;
  searchField: RefObject<HTMLInputElement | null>;
  onStep: (by: 1 | -1) => void;
  hasError: boolean;
  onError: () => void;
  wrap: boolean;
  onWrap: () => void;
  /** Whether each line says when it came. */
  times: boolean;
  onTimes: () => void;
  follow: boolean;
  /** Absent once nothing more can come. */
  onFollow: (() => void) | undefined;
  onDownload: () => void;
}

export function LogToolbar(props: LogToolbarProps) {
  const { search, lineCount } = props;
  return (
    <div className="flex flex-wrap items-center gap-1 border-b border-line px-2 py-1">
      <h2 className="px-2 text-emphasis font-semibold">Log</h2>
      <span className="text-label text-faint">{plural(lineCount, 'line')}</span>
      <SearchField {...props} />
      {search.text ? <Matches search={search} onStep={props.onStep} /> : null}
      <div className="ml-auto flex items-center">
        <IconToggle
          label="Jump to the first error line"
          icon={<OctagonAlert />}
          onClick={props.onError}
          disabled={!props.hasError}
        />
        <IconToggle label="Wrap long lines" icon={<WrapText />} pressed={props.wrap} onClick={props.onWrap} />
        <IconToggle
          label="Times of the lines"
          icon={<Clock />}
          pressed={props.times}
          onClick={props.onTimes}
        />
        {props.onFollow ? (
          <IconToggle
            label="Follow the end"
            icon={<ArrowDownToLine />}
            pressed={props.follow}
            onClick={props.onFollow}
          />
        ) : null}
        <IconToggle
          label="Download"
          icon={<Download />}
          onClick={props.onDownload}
          disabled={lineCount === 0}
        />
      </div>
    </div>
  );
}

function SearchField({ search, searchField, onStep }: LogToolbarProps) {
  return (
    <div className="relative ml-2 w-52 max-w-full max-md:order-last max-md:ml-0 max-md:w-full">
      <Search
        aria-hidden="true"
        className="absolute top-1/2 left-2 size-4 -translate-y-1/2 stroke-[1.5] text-faint"
      />
      <input
        ref={searchField}
        type="search"
        aria-label="Search the log"
        placeholder="Search the log"
        value={search.text}
        onChange={(event) => search.setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className={cn(inputLook, 'h-7 pl-7.5 pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden')}
      />
    </div>
  );
}

function Matches({ search, onStep }: { search: LogSearch; onStep: (by: 1 | -1) => void }) {
  const none = search.count === 0;
  return (
    <div className="flex items-center gap-0.5">
      <span role="status" className="px-1 text-label text-muted">
        {none
          ? 'no match'
          : search.place > 0
            ? `${formatCount(search.place)} of ${formatCount(search.count)}`
            : plural(search.count, 'line')}
      </span>
      <Button look="ghost" size="iconSm" aria-label="Match before" disabled={none} onClick={() => onStep(-1)}>
        <ChevronUp />
      </Button>
      <Button look="ghost" size="iconSm" aria-label="Next match" disabled={none} onClick={() => onStep(1)}>
        <ChevronDown />
      </Button>
    </div>
  );
}

interface IconToggleProps {
  label: string;
  icon: ReactNode;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

function IconToggle({ label, icon, pressed, disabled, onClick }: IconToggleProps) {
  return (
    <Hint content={label}>
      <Button
        look="ghost"
        size="icon"
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={disabled || undefined}
        onClick={disabled ? undefined : onClick}
        className={cn(pressed && 'bg-selected text-text hover:bg-selected')}
      >
        {icon}
      </Button>
    </Hint>
  );
}
