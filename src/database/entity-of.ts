type Columns<Entity> = {
  [Name in keyof Entity as Entity[Name] extends (...never: never[]) => unknown ? never : Name]: Entity[Name];
};

/** Makes a row with all its columns. A missing column does not compile; with `Object.assign` alone it would. */
export const entityOf = <Entity extends object>(type: new () => Entity, columns: Columns<Entity>): Entity =>
  Object.assign(new type(), columns);
