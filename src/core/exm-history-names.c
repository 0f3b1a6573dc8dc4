/* exm-history-names.c - steps in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <glib/gi18n-lib.h>

/* Made at reading time from what the step was, so that they follow the language. */

static char *
format_rows (guint       kind,
             guint       n,
             const char *a)
{
  switch (kind)
    {
    case EXM_STEP_ADD:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Add Post", "Add %u Posts", n), n);
    case EXM_STEP_DUPLICATE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Duplicate Post", "Duplicate %u Posts", n), n);
    case EXM_STEP_DELETE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete Post", "Delete %u Posts", n), n);
    case EXM_STEP_MOVE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Move Post", "Move %u Posts", n), n);
    case EXM_STEP_INPUT:
      return g_strdup (_ ("Edit Post"));
    case EXM_STEP_LABEL:
      /* Translators: %u is the number of posts, %s a label's name. */
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Label %u Post “%s”", "Label %u Posts “%s”", n), n, a);
    case EXM_STEP_UNLABEL:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Remove Label of %u Post", "Remove Label of %u Posts", n), n);
    case EXM_STEP_OUTPUT:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Edit Output of %u Post", "Edit Output of %u Posts", n), n);
    case EXM_STEP_NOTE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Edit Note of %u Post", "Edit Note of %u Posts", n), n);
    case EXM_STEP_SKIP:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Skip %u Post", "Skip %u Posts", n), n);
    case EXM_STEP_FLAG:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Flag %u Post", "Flag %u Posts", n), n);
    case EXM_STEP_UNMARK:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Clear Mark of %u Post", "Clear Mark of %u Posts", n), n);
    case EXM_STEP_SPLIT:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Change Split of %u Post", "Change Split of %u Posts", n), n);
    case EXM_STEP_SYSTEM:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Change System Instruction of %u Post",
                                           "Change System Instruction of %u Posts", n),
                              n);
    case EXM_STEP_DELETE_DUPLICATES:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u Copy", "Delete %u Copies", n), n);
    case EXM_STEP_IMPORT:
      /* Translators: %s is the name of a file. */
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Import %u Example from “%s”",
                                           "Import %u Examples from “%s”", n),
                              n, a);
    default:
      return NULL;
    }
}

static char *
format_merge (guint       n,
              const char *a,
              const char *b)
{
  if (n <= 1)
    /* Translators: both are labels' names. */
    return g_strdup_printf (_ ("Merge Label “%s” into “%s”"), a, b);
  /* Translators: a label's name, how many more, and the label they become. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Merge Labels “%s” and %u More into “%s”",
                                       "Merge Labels “%s” and %u More into “%s”", n - 1),
                          a, n - 1, b);
}

char *
_exm_history_format_name (guint       kind,
                          guint       n,
                          const char *a,
                          const char *b)
{
  char *name;

  a = a != NULL ? a : "";
  b = b != NULL ? b : "";
  name = format_rows (kind, n, a);
  if (name != NULL)
    return name;

  switch (kind)
    {
    case EXM_STEP_TASK_SYSTEM:
      return g_strdup (_ ("Edit System Instruction"));
    case EXM_STEP_TASK_INPUT:
      return g_strdup (_ ("Edit Input Template"));
    case EXM_STEP_TASK_OUTPUT:
      return g_strdup (_ ("Edit Output Template"));
    case EXM_STEP_TASK_GUIDELINE:
      return g_strdup (_ ("Edit Guideline"));
    case EXM_STEP_TASK_UPLOAD_MASK:
      return g_strdup (_ ("Change What Is Masked in the Upload"));
    case EXM_STEP_LABELS_APART:
      return g_strdup (_ ("Keep Like Labels Apart"));
    case EXM_STEP_LABEL_ADD:
      return g_strdup_printf (_ ("Add Label “%s”"), a);
    case EXM_STEP_LABEL_RENAME:
      /* Translators: the old and the new name of a label. */
      return g_strdup_printf (_ ("Rename Label “%s” to “%s”"), a, b);
    case EXM_STEP_LABEL_COLOR:
      return g_strdup_printf (_ ("Change Color of Label “%s”"), a);
    case EXM_STEP_LABEL_KEY:
      return g_strdup_printf (_ ("Change Key of Label “%s”"), a);
    case EXM_STEP_LABEL_DEFINITION:
      return g_strdup_printf (_ ("Edit Definition of Label “%s”"), a);
    case EXM_STEP_LABEL_MERGE:
      return format_merge (n, a, b);
    case EXM_STEP_LABEL_DELETE:
      return g_strdup_printf (_ ("Delete Label “%s”"), a);
    case EXM_STEP_LABEL_MOVE:
      return g_strdup_printf (_ ("Move Label “%s”"), a);
    case EXM_STEP_QUARANTINE_EDIT:
      return g_strdup (_ ("Edit Unreadable Line"));
    case EXM_STEP_QUARANTINE_DROP:
      return g_strdup (_ ("Drop Unreadable Line"));
    case EXM_STEP_QUARANTINE_TAKE:
      return g_strdup (_ ("Take In Mended Line"));
    case EXM_STEP_GROUP:
      return g_strdup (a);
    default:
      return g_strdup (_ ("Change"));
    }
}

char *
_exm_history_dup_name (ExmStore *self,
                       gint64    seq,
                       guint    *n)
{
  sqlite3_stmt *stmt;
  char         *name = NULL;

  if (seq < 1 || seq > self->last_seq)
    return NULL;
  stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_GET, NULL);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, seq);
  if (_exm_sql_row (stmt, NULL) == 1)
    {
      guint rows = (guint)sqlite3_column_int (stmt, 1);

      name = _exm_history_format_name ((guint)sqlite3_column_int (stmt, 0), rows,
                                       (const char *)sqlite3_column_text (stmt, 2),
                                       (const char *)sqlite3_column_text (stmt, 3));
      if (n != NULL)
        *n = rows;
    }
  sqlite3_reset (stmt);
  return name;
}
