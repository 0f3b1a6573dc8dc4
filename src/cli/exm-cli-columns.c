/* exm-cli-columns.c - which column of a table is what, by option
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-data-error.h"

#include <glib/gi18n-lib.h>

/* One command a run, so what it was given lies here, as what cancels it does. */

#define NONE "0"

enum
{
  POST,
  LABEL,
  AUTHOR,
  THREAD,
  DATE,
  N_ROLES
};

static const struct
{
  const char *option;
  const char *help;
  gsize       offset; /* of the index in ExmSniff */
} roles[N_ROLES] = {
  [POST] = { "post-column", N_("Of a table, the column with the posts"), G_STRUCT_OFFSET (ExmSniff, text_column) },
             [LABEL] = { "label-column", N_("Of a table, the column with the labels; 0 = none"), G_STRUCT_OFFSET (ExmSniff, label_column) },
                         [AUTHOR] = { "author-column", N_("Of a table, the column that says who wrote a post"), G_STRUCT_OFFSET (ExmSniff, author_column) },
                                      [THREAD] = { "thread-column", N_("Of a table, the column that says what a post belongs to"), G_STRUCT_OFFSET (ExmSniff, thread_column) },
                                                   [DATE] = { "date-column", N_("Of a table, the column that says when a post was written"), G_STRUCT_OFFSET (ExmSniff, time_column) },
                                                   };

/* All roles that a guess may have given to a column. */
static const gsize guessed[] = {
  G_STRUCT_OFFSET (ExmSniff, text_column), G_STRUCT_OFFSET (ExmSniff, label_column), G_STRUCT_OFFSET (ExmSniff, system_column),
  G_STRUCT_OFFSET (ExmSniff, note_column), G_STRUCT_OFFSET (ExmSniff, author_column), G_STRUCT_OFFSET (ExmSniff, thread_column),
  G_STRUCT_OFFSET (ExmSniff, time_column), G_STRUCT_OFFSET (ExmSniff, url_column)
};

static char *given[N_ROLES];

void
_exm_cli_columns_add_options (GOptionContext *context)
{
  GOptionEntry entries[N_ROLES + 1] = { { NULL } };

  for (guint i = 0; i < N_ROLES; i++)
    {
      entries[i].long_name = roles[i].option;
      entries[i].arg = G_OPTION_ARG_STRING;
      entries[i].arg_data = &given[i];
      entries[i].description = roles[i].help;
      /* Translators: what stands for a value in the help of an option */
      entries[i].arg_description = N_("NAME|NUMBER");
    }
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
is_given (void)
{
  for (guint i = 0; i < N_ROLES; i++)
    if (given[i] != NULL)
      return TRUE;
  return FALSE;
}

char *
_exm_cli_columns_dup_mark (void)
{
  GString *mark;

  if (!is_given ())
    return NULL;
  mark = g_string_new (NULL);
  for (guint i = 0; i < N_ROLES; i++)
    if (given[i] != NULL)
      g_string_append_printf (mark, "%s=%s\n", roles[i].option, given[i]);
  return g_string_free (mark, FALSE);
}

gboolean
_exm_cli_columns_check_dataset (const char *path,
                                GError    **error)
{
  if (!is_given ())
    return TRUE;
  g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
               _("“%s” is a dataset: which columns it was made of cannot be changed any more"), path);
  return FALSE;
}

static gboolean
find (const ExmSniff *sniff,
      guint           role,
      int            *column,
      GError        **error)
{
  g_autoptr(GString) names = NULL;

  *column = g_str_equal (given[role], NONE) && role != POST ? -1 : exm_sniff_find_column (sniff, given[role]);
  if (*column >= 0 || (g_str_equal (given[role], NONE) && role != POST))
    return TRUE;
  names = g_string_new (NULL);
  for (guint i = 0; i < sniff->columns->len; i++)
    g_string_append_printf (names, "%s%u “%s”", i > 0 ? ", " : "", i + 1, (const char *)sniff->columns->pdata[i]);
  /* Translators: the last is a list: 1 “text”, 2 “mood” */
  g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _("--%s: there is no column “%s”; there are %s"), roles[role].option, given[role], names->str);
  return FALSE;
}

/* A column is one thing: what was said comes before what was guessed. */
static gboolean
set_column (ExmSniff *sniff,
            guint     role,
            int       column,
            GError  **error)
{
  for (guint i = 0; column >= 0 && i < N_ROLES; i++)
    {
      g_autoptr(GError) ignored = NULL;
      int other;

      if (i >= role || given[i] == NULL || !find (sniff, i, &other, &ignored) || other != column)
        continue;
      g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _("--%s and --%s name the same column"), roles[i].option, roles[role].option);
      return FALSE;
    }
  for (guint i = 0; column >= 0 && i < G_N_ELEMENTS (guessed); i++)
    if (G_STRUCT_MEMBER (int, sniff, guessed[i]) == column)
      G_STRUCT_MEMBER (int, sniff, guessed[i]) = -1;
  G_STRUCT_MEMBER (int, sniff, roles[role].offset) = column;
  return TRUE;
}

static void
say_guess (const ExmSniff *sniff)
{
  if (sniff->columns_named || sniff->columns->len < 2 || (given[POST] != NULL && given[LABEL] != NULL))
    return;
  if (sniff->label_column >= 0)
    _exm_cli_say (_("Posts are taken from column %d “%s”, labels from column %d “%s”; --post-column and --label-column name others"),
                     sniff->text_column + 1, (const char *)sniff->columns->pdata[sniff->text_column],
                     sniff->label_column + 1, (const char *)sniff->columns->pdata[sniff->label_column]);
  else
    _exm_cli_say (_("Posts are taken from column %d “%s”, labels from none; --post-column and --label-column name others"),
                     sniff->text_column + 1, (const char *)sniff->columns->pdata[sniff->text_column]);
}

gboolean
_exm_cli_columns_apply (ExmSniff *sniff,
                        GError  **error)
{
  if (sniff->dialect != EXM_DIALECT_CSV)
    {
      if (!is_given ())
        return TRUE;
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _("Only tables (CSV, TSV) have columns to name"));
      return FALSE;
    }
  for (guint i = 0; i < N_ROLES; i++)
    {
      int column;

      if (given[i] != NULL && (!find (sniff, i, &column, error) || !set_column (sniff, i, column, error)))
        return FALSE;
    }
  if (sniff->text_column < 0)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _("Which column has the posts? That of --label-column and the like was taken for it; --post-column names another"));
      return FALSE;
    }
  say_guess (sniff);
  return TRUE;
}
