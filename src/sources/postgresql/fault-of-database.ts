import pg from 'pg';
import { SourceFault, type SourceFaultKind } from '../../domain/source-fault.ts';

/** By classes of SQLSTATE (PostgreSQL, appendix A): what is ours to mend, and what may be over tomorrow. */
const kindOf = (state: string): SourceFaultKind => {
  if (state === '57014') return 'DEADLINE';
  // Connections, resources, the operator's doing, a serialization that failed.
  return /^(?:08|40|53|57|58)/.test(state) ? 'FAILED' : 'REFUSED';
};

/**
 * The fault behind an error of the database or of its connection.
 *
 * INVARIANT: never the server's own words, which quote rows and names: an SQLSTATE or an operating system's code at most.
 */
export const faultOfDatabase = (error: unknown, connected: boolean): SourceFault => {
  if (error instanceof SourceFault) return error;
  if (error instanceof pg.DatabaseError) {
    const state = error.code;
    return state !== undefined && /^[0-9A-Z]{5}$/.test(state)
      ? new SourceFault(kindOf(state), `it answers with ${state}`, state)
      : new SourceFault('WRONG_FORM', 'its answer follows no protocol');
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const detail = code !== undefined && /^[A-Z_0-9]+$/.test(code) ? code : null;
  if (/SSL connection/.test(message)) return new SourceFault('REFUSED', 'it offers no TLS');
  return connected
    ? new SourceFault('BROKEN_OFF', 'its answer breaks off', detail)
    : new SourceFault('UNREACHABLE', `it cannot be reached${detail ? ` (${detail})` : ''}`, detail);
};
