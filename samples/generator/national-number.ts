export type Sex = 'M' | 'F';

const WEIGHTS = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;

/** The Berane region. It says where a number was issued, not where its holder lives. */
const REGION = '27';

/** Issues well-formed but invented JMBGs (DDMMYYY RR BBB K), never the same one twice. */
export class NationalNumbers {
  private readonly issued = new Set<string>();

  /** `serial` is where the search for a free number begins: 0–499; women's numbers begin 500 higher. */
  issue(birthDate: string, sex: Sex, serial: number): string {
    const [year = '', month = '', day = ''] = birthDate.split('-');
    for (let step = 0; step < 500; step += 1) {
      const position = ((serial + step) % 500) + (sex === 'F' ? 500 : 0);
      const stem = `${day}${month}${year.slice(1)}${REGION}${String(position).padStart(3, '0')}`;
      const digit = checkDigit(stem);
      if (digit !== undefined && !this.issued.has(stem)) {
        this.issued.add(stem);
        return `${stem}${digit}`;
      }
    }
    throw new Error(`No number left for ${birthDate}.`);
  }
}

/** Undefined where the rule yields ten: such numbers are not issued. */
function checkDigit(stem: string): number | undefined {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(stem[index]), 0);
  const remainder = sum % 11;
  if (remainder === 1) return undefined;
  return remainder === 0 ? 0 : 11 - remainder;
}

/** As a tired clerk types it: one digit of the serial off by one, which the check digit always betrays. */
export function mistype(nationalNumber: string): string {
  const position = 10;
  const wrong = (Number(nationalNumber[position]) + 1) % 10;
  return `${nationalNumber.slice(0, position)}${wrong}${nationalNumber.slice(position + 1)}`;
}
