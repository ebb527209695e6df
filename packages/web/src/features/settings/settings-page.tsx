import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { InstallationPanel } from './installation-panel.tsx';
import { NodeConfigurationPanel } from './node-configuration-panel.tsx';
import { nodeConfigurationQuery, settingsQuery } from './settings-queries.ts';
import { SwitchesPanel } from './switches-panel.tsx';

export function SettingsPage() {
  const { text } = useSearch({ from: '/settings' });
  const client = useClient();
  const installation = useQuery(settingsQuery(client));
  const node = useQuery(nodeConfigurationQuery(client));
  const waited = useWaited(installation.isPending || node.isPending);
  const changed = installation.data && Object.keys(installation.data.changed).length;
  return (
    <Page
      title="Settings"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {changed === undefined
            ? '…'
            : changed === 0
              ? 'Everything as Tutti brings it'
              : `${plural(changed, 'setting')} of the installation changed`}
          <StaleMark at={installation.dataUpdatedAt} />
        </span>
      }
      scrolls
    >
      <div className="flex max-w-280 flex-col gap-4 p-4 pt-2 lg:px-6 lg:pb-6">
        <SwitchesPanel />
        {installation.data ? (
          <InstallationPanel view={installation.data} />
        ) : installation.error ? (
          <Panel flush>
            <ErrorPanel
              error={installation.error}
              what="The settings could not be read"
              onRetry={() => void installation.refetch()}
            />
          </Panel>
        ) : null}
        {node.data ? (
          <NodeConfigurationPanel configuration={node.data} text={text} />
        ) : node.error ? (
          <Panel flush>
            <ErrorPanel
              error={node.error}
              what="The configuration of this node could not be read"
              onRetry={() => void node.refetch()}
            />
          </Panel>
        ) : null}
        {waited && !installation.data && !node.data ? <SkeletonRows /> : null}
      </div>
    </Page>
  );
}
