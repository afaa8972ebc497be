const keyOf = `case when marked.mark like 'ID %' then 'id:' || substr(marked.mark, 4) else 'mark:' || marked.mark end`;

/**
 * The persons of the graph whom sealed units name, by the marks that one table keeps of them: `controller`, `compartment`, `source`
 * and `unit` of the sealed unit, and `person_id`. Registers write them apart from the matter, by number, or by name and birth
 * date where they or the matter know no number; so does the one agency for which a line lies apart.
 *
 * INVARIANT: joined on each look, and stored nowhere (R11). A namesake born on the same day whom a register knows under another
 * checked national id is somebody else.
 *
 * @param table `protective_flag`, what protects; `sealed_copy_mark`, of whom the copies are that registers' own words are kept in.
 */
export const markedPersons = (table: 'protective_flag' | 'sealed_copy_mark'): string => `
  select marked.controller, marked.compartment, marked.source, marked.unit, link.entity_id as person_id from ${table} marked
    join mention_key named on named.entity = 'PERSON'
      and named.key in (${keyOf}, 'own:' || ${keyOf})
    join link on link.entity = 'PERSON' and link.source = named.source and link.local_id = named.local_id and link.ended_at is null
    where marked.mark like 'ID %' or marked.national_id is null or not exists (
      select from link line join mention on mention.entity = 'PERSON' and mention.source = line.source and mention.local_id = line.local_id
        where line.entity = 'PERSON' and line.entity_id = link.entity_id and line.ended_at is null
          and mention.mention ->> 'nationalIdHash' <> marked.national_id)`;
