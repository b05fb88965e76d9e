/** Which lines of the activity are to be seen. */

export interface Filter {
  client: string;
  action: string;
  outcome: string;
  /** Days, as date fields have them; "" for any. */
  since: string;
  until: string;
}

export interface Choices {
  clients: string[];
  actions: string[];
  outcomes: string[];
}

export function Filters(props: { filter: Filter; choices: Choices; onChange: (filter: Filter) => void }) {
  const { filter, choices, onChange } = props;
  const set = (name: keyof Filter) => (value: string) => onChange({ ...filter, [name]: value });
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label="Client"
        any="Any client"
        value={filter.client}
        options={choices.clients}
        onChange={set("client")}
      />
      <Choice
        label="Action"
        any="Any action"
        value={filter.action}
        options={choices.actions}
        onChange={set("action")}
      />
      <Choice label="Outcome" any="Any" value={filter.outcome} options={choices.outcomes} onChange={set("outcome")} />
      <Day label="From" value={filter.since} onChange={set("since")} />
      <Day label="Until" value={filter.until} onChange={set("until")} />
    </form>
  );
}

interface Field {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ label, any, value, options, onChange }: Field & { any: string; options: string[] }) {
  const all = [...new Set([...options, ...(value ? [value] : [])])].sort();
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{any}</option>
        {all.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, onChange }: Field) {
  return (
    <label>
      {label}
      <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}
