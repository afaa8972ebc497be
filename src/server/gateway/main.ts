import pino from 'pino';
import { processEnvironment } from '../configuration.ts';
import { runProcess } from '../run-process.ts';
import { readGatewayConfiguration } from './gateway-configuration.ts';
import { startGateway } from './start-gateway.ts';

await runProcess('gateway', async () => {
  const configuration = readGatewayConfiguration(processEnvironment());
  const running = await startGateway(configuration, pino({ level: configuration.logLevel }));
  process.stdout.write(`The gateway listens on ${running.address}\n`);
  return running;
});
