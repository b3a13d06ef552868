/** The kinds of links that a consumer may ask for. The field is Portico's own: FinPro knows only the first kind. */
export const LINK_CHOICES = ['one-time', 'durable'];

export const LINK_CHOICE =
  "Portico's own. `one-time`, also when it is left out: FinPro's link. `durable`: a link of Portico's that lives " +
  "for days, survives mail scanners and previews, and gets FinPro's link when a person presses its button.";
