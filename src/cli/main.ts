import 'reflect-metadata';
import { hubProgram } from './hub-program.ts';
import { endWithReader, runProgram } from './run-program.ts';

endWithReader(process.stdout);
await runProgram(hubProgram(), process.argv);
