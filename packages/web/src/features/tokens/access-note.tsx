import type { Identity } from '@tutti/contract';
import { TagMark } from '../../ui/chip.tsx';
import { CommandLine } from '../../ui/copy-button.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';

/** Who looks, by what right, and until when. */
export const You = ({ me }: { me: Identity }) => (
  <Panel title="You">
    <Facts>
      <Fact name="Known as">{me.actor}</Fact>
      <Fact name="By">
        {me.kind === 'local'
          ? 'this machine, without a token'
          : me.kind === 'session'
            ? `this browser, signed in with ${me.token?.name ?? 'a one-time link'}`
            : `the token ${me.token?.name ?? ''}`}
      </Fact>
      <Fact name="May">
        <span className="flex flex-wrap gap-1">
          {me.scopes.map((scope) => (
            <TagMark key={scope}>{scope === '*:*' ? 'everything' : scope}</TagMark>
          ))}
        </span>
      </Fact>
      {me.expiresAt === null ? null : (
        <Fact name="Until">
          <TimeStamp at={me.expiresAt} date />
        </Fact>
      )}
    </Facts>
  </Panel>
);

/** In local mode nobody needs a token; what changes when that is not enough. */
export const LocalNote = () => (
  <Panel title="No token is needed here">
    <div className="flex flex-col gap-3 text-muted">
      <p className="text-pretty">
        This server runs in local mode: it listens on this machine alone, and whoever can open that may do
        everything, as admin. Tokens made now count from the day the mode changes.
      </p>
      <p className="text-pretty">
        In token mode the server may listen on any address, every program sends a token, and browsers sign in
        with one. Make an admin token, then start again with:
      </p>
      <CommandLine command="TUTTI_AUTH=token HOST=0.0.0.0 tutti start" />
    </div>
  </Panel>
);
