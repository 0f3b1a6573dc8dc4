/* exm-table-column.c - the columns that the table of examples can show
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-column.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const ExmTableColumnInfo infos[EXM_N_TABLE_COLUMNS] = {
  [EXM_TABLE_COLUMN_NUMBER] = { "number", N_ ("#"), 64, EXM_SORT_ORDER, TRUE, FALSE, TRUE },
  [EXM_TABLE_COLUMN_POST] = { "post", N_ ("Post"), 240, EXM_SORT_INPUT, TRUE, TRUE, FALSE },
  [EXM_TABLE_COLUMN_LABEL] = { "label", N_ ("Label"), 180, EXM_SORT_LABEL, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_STATUS] = { "status", N_ ("Status"), 130, EXM_SORT_STATE, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_NOTE] = { "note", N_ ("Note"), 180, EXM_SORT_NOTE, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_SPLIT] = { "split", NC_ ("training and validation", "Split"), 100, EXM_SORT_SPLIT, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_LENGTH] = { "length", N_ ("Length"), 88, EXM_SORT_LENGTH, TRUE, FALSE, TRUE },
  [EXM_TABLE_COLUMN_SOURCE] = { "source", N_ ("Source"), 160, EXM_SORT_SOURCE, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_AUTHOR] = { "author", N_ ("Author"), 160, EXM_SORT_AUTHOR, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_DATE] = { "date", N_ ("Date"), 140, EXM_SORT_TIME, TRUE, FALSE, FALSE },
  [EXM_TABLE_COLUMN_COPIES] = { "copies", N_ ("Copies"), 88, EXM_SORT_COPIES, TRUE, FALSE, TRUE },
};
/* clang-format on */

const ExmTableColumnInfo *
exm_table_column_get_info (ExmTableColumn column)
{
  g_return_val_if_fail (column < EXM_N_TABLE_COLUMNS, NULL);

  return &infos[column];
}

const char *
exm_table_column_get_title (ExmTableColumn column)
{
  g_return_val_if_fail (column < EXM_N_TABLE_COLUMNS, NULL);

  /* In some languages the word for what is divided is not that for dividing. */
  if (column == EXM_TABLE_COLUMN_SPLIT)
    return g_dpgettext2 (GETTEXT_PACKAGE, "training and validation", infos[column].title);
  return _ (infos[column].title);
}

ExmTableColumn
exm_table_column_from_id (const char *id)
{
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    if (g_strcmp0 (infos[i].id, id) == 0)
      return i;
  return EXM_N_TABLE_COLUMNS;
}
