import { systemTimer } from '../../../src/server/system-timer.ts';
import { openTwinWorlds } from '../worlds/twin-worlds.ts';
import { timingContrasts, timingControl } from './contrast.ts';
import { measureRefusals } from './measure-refusals.ts';
import { measureWorlds } from './measure-worlds.ts';

/** The most that times may tell (STORIES.md, "How to read"; THREATS.md I10, M10): 0.5 is nothing. */
const mostArea = 0.55;

/**
 * Measures whether times tell what answers do not, and says it line by line.
 *
 * @param image the directory of an empty store.
 * @param samples of each side of each contrast; M10 asks for 10,000.
 * @returns whether each stays under the bar, and the control, whose times do differ, over it.
 */
export const proveTiming = async (
  image: string,
  samples: number,
  say: (line: string) => void,
): Promise<boolean> => {
  const twins = await openTwinWorlds(image, { timer: systemTimer });
  let held = true;
  const judge = (name: string, area: number, isControl = false): void => {
    const holds = isControl ? area > mostArea : area <= mostArea;
    held &&= holds;
    say(`${area.toFixed(3)}${holds ? '' : '  !'}  ${name}`);
  };
  try {
    say(`Area under the curve of ${samples} times against ${samples}; at most ${mostArea}:`);
    for (const contrast of timingContrasts) {
      const { area } = await measureWorlds(twins, contrast, samples);
      judge(`${contrast.rule}: ${contrast.name}`, area);
    }
    for (const { step, area } of await measureRefusals(image, samples))
      judge(`a token that falls by its signature, and by ${step}`, area);
    const control = await measureWorlds(twins, timingControl, samples);
    judge(`the control, which must be more: ${timingControl.name}`, control.area, true);
  } finally {
    await twins.close();
  }
  return held;
};
