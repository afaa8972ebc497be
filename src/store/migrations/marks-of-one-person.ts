import { Migration } from '@mikro-orm/migrations';

/** The marks by which one person is known, kept together (R11), and of whom a sealed copy is. */
export class MarksOfOnePerson extends Migration {
  override async up(): Promise<void> {
    // The keyed hash of the checked national id of whoever the mark is of: their namesake with another one is somebody else.
    this.addSql(`alter table protective_flag add national_id text`);
    this.addSql(`create table sealed_copy_mark (
      source text not null, unit text not null, compartment text not null, controller text not null, mark text not null,
      national_id text, primary key (source, unit, compartment, mark))`);
  }
}
