import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

export interface TinySmtp {
  port: number;
  mails: { from: string; to: string[]; data: string }[];
  /** Answers to MAIL FROM from now on. */
  mailAnswer: string;
  close(): void;
}

/** A server that speaks as much SMTP as it takes to be given mail. */
export async function startSmtp(): Promise<TinySmtp> {
  const server = net.createServer((socket) => serve(socket, smtp));
  const smtp: TinySmtp = { port: 0, mails: [], mailAnswer: '250 ok', close: () => server.close() };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  smtp.port = (server.address() as AddressInfo).port;
  return smtp;
}

function serve(socket: net.Socket, smtp: TinySmtp): void {
  let mail = { from: '', to: [] as string[], data: '' };
  let inData = false;
  const say = (line: string): unknown => socket.write(`${line}\r\n`);
  socket.on('error', () => undefined);
  say('220 tiny');
  createInterface(socket).on('line', (line) => {
    if (inData) {
      if (line !== '.') return void (mail.data += `${line}\n`);
      inData = false;
      smtp.mails.push(mail);
      mail = { from: '', to: [], data: '' };
      return void say('250 queued as 1');
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') mail.from = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (verb === 'RCPT') mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? '');
    inData = verb === 'DATA';
    if (verb === 'MAIL') say(smtp.mailAnswer);
    else if (verb === 'DATA') say('354 go on');
    else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say('250 ok');
  });
}
