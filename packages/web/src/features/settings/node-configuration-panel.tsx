import type { NodeConfiguration } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { cn } from '../../ui/cn.ts';
import { CommandLine } from '../../ui/copy-button.tsx';
import { DASH } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { matchesItem, orderItems, originWords, type ConfigurationItem } from './setting-words.ts';

interface NodeConfigurationPanelProps {
  configuration: NodeConfiguration;
  text: string | undefined;
}

/** What the node that answers was started with. It is changed where it comes from, and holds from the next start. */
export function NodeConfigurationPanel({ configuration, text }: NodeConfigurationPanelProps) {
  const navigate = useNavigate({ from: '/settings' });
  const items = orderItems(configuration.items).filter((item) => matchesItem(item, text));
  return (
    <Panel flush title={`This node, ${configuration.node}`}>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1 basis-80">
          <p className="text-muted text-pretty">
            Each node is started with its own. A change takes effect at its next start: set the variable, or
            write it to the config.json in its home.
          </p>
          <div className="mt-2 max-w-110">
            <CommandLine command="tutti config --set maxConcurrent=8" />
          </div>
        </div>
        <SearchField
          label="Search this node's settings"
          placeholder="Name, variable or value"
          value={text ?? ''}
          onChange={(next) => void navigate({ search: { text: next || undefined }, replace: true })}
          className="w-64 max-w-full"
        />
      </div>
      {items.length === 0 ? (
        <p className="px-4 py-3 text-muted">
          Nothing matches. There are {configuration.items.length} settings.
        </p>
      ) : (
        <ul>
          {items.map((item) => (
            <ItemRow key={item.name} item={item} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ItemRow({ item }: { item: ConfigurationItem }) {
  const plain = item.origin === 'default' || item.origin === 'unset';
  return (
    <li className="grid min-w-0 gap-x-6 gap-y-0.5 border-b border-line px-4 py-2 last:border-b-0 hover:bg-hover md:grid-cols-[minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{item.name}</span>
          <code className="font-mono text-label text-faint">{item.env}</code>
        </p>
        <p className="text-label text-muted">{item.description}</p>
      </div>
      <p className="min-w-0 break-words">
        {item.value === null ? (
          <span className="text-faint">{DASH}</span>
        ) : item.secret ? (
          <span className="text-muted">set, and not shown</span>
        ) : (
          <code className="font-mono text-label">{item.value === '' ? '(empty)' : item.value}</code>
        )}
      </p>
      <p className={cn('min-w-0 text-label break-words', plain ? 'text-faint' : 'text-text')}>
        {originWords(item)}
        {!plain && item.default !== null && item.default !== item.value ? (
          <span className="text-faint"> · the default is {item.default === '' ? 'empty' : item.default}</span>
        ) : null}
      </p>
    </li>
  );
}
