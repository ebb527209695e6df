import type { ChannelConfig } from '@tutti/contract';
import { type Outcome, completed, failed } from '../execution/index.ts';
import type { Mail } from './channel-body.ts';

const TIMEOUT_MS = 20_000;

/** https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1: 5yz is for good, but a refused sign-in may be mended. */
const isPermanent = ({ code, responseCode = 0 }: { code?: string; responseCode?: number }): boolean =>
  code !== 'EAUTH' && responseCode >= 500 && responseCode < 600;

/** `host` has been checked; `name` is what its certificate must be for. */
export async function sendMail(config: ChannelConfig<'smtp'>, host: string, mail: Mail): Promise<Outcome> {
  // Loaded by nodes that send mail only.
  const { createTransport } = await import('nodemailer');
  const { port, secure, username, password, from, to } = config;
  const transport = createTransport({
    host,
    port,
    secure,
    tls: { servername: config.host },
    ...(username !== undefined && { auth: { user: username, pass: password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // A message of Tutti is text; nothing in it may make the library read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({ from, to, ...mail });
    return completed({ sent: true, messageId: sent.messageId, response: sent.response });
  } catch (error) {
    const { message } = error as Error;
    return failed({ code: 'SMTP_FAILED', message, permanent: isPermanent(error as object) });
  } finally {
    transport.close();
  }
}
