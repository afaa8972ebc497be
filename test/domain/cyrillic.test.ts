import { expect, it } from 'vitest';
import { inCyrillic } from '../../src/domain/cyrillic.ts';
import { foldText } from '../../src/identity/fold-text.ts';

it.each([
  ['Ana Rosuljić', 'Ана Росуљић'],
  ['Džemal Đuvelić', 'Џемал Ђувелић'],
  ['Lipov drvored 12', 'Липов дрворед 12'],
  ['NJEGOŠ', 'ЊЕГОШ'],
])('writes %s as a president whose portal is set to Cyrillic does', (latin, cyrillic) => {
  expect(inCyrillic(latin)).toBe(cyrillic);
  expect(foldText(cyrillic)).toBe(foldText(latin));
});
