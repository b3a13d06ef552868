type Columns<Entity> = {
  [Name in keyof Entity as Entity[Name] extends (...never: never[]) => unknown ? never : Name]: Entity[Name];
};

/** Makes a row with all its columns. A missing column does not compile; with `Object.assign` alone it would. */
export const entityOf = <Entity extends object, Given extends Columns<Entity>>(
  type: new () => Entity,
  columns: Given,
): Entity & Given => Object.assign(new type(), columns);
