/** A privacy notice that people are read, or read, before they consent (GDPR art. 13; ISO/IEC TS 27560, `privacy_notice`). */
export interface Notice {
  readonly version: string;
  /** The agencies whose data it tells of. */
  readonly controllers: readonly string[];
  /** Local date: the first day on which it was read. */
  readonly from: string;
  /** Local date: the first day on which another is read instead; null while it is in use. */
  readonly until: string | null;
  /** Where anybody can read it. */
  readonly address: string;
  /** The languages (BCP 47) and scripts (ISO 15924) it is written in. */
  readonly readings: readonly { readonly language: string; readonly script: 'Latn' | 'Cyrl' }[];
}

/** What is wrong with a notice that somebody says was read; null where nothing is. */
export type NoticeFault = 'UNKNOWN' | 'NOT_IN_USE' | 'NOT_IN_THIS_LANGUAGE';

/**
 * Looks whether a controller's notice could have been read so, on that day (R4).
 *
 * @param on local date of the reading.
 */
export const faultOfReading = (
  notices: readonly Notice[],
  read: {
    readonly controller: string;
    readonly version: string;
    readonly language: string;
    readonly script: string;
    readonly on: string;
  },
): NoticeFault | null => {
  const notice = notices.find(
    ({ version, controllers }) => version === read.version && controllers.includes(read.controller),
  );
  if (!notice) return 'UNKNOWN';
  if (read.on < notice.from || (notice.until !== null && notice.until <= read.on)) return 'NOT_IN_USE';
  return notice.readings.some(({ language, script }) => language === read.language && script === read.script)
    ? null
    : 'NOT_IN_THIS_LANGUAGE';
};
