type Columns<Entity> = {
  [Name in keyof Entity as Entity[Name] extends (...never: never[]) => unknown ? never : Name]: Entity[Name];
};

/** A row with all its columns: one that is left out does not compile, which `Object.assign` would let pass. */
export const entityOf = <Entity extends object>(type: new () => Entity, columns: Columns<Entity>): Entity =>
  Object.assign(new type(), columns);
