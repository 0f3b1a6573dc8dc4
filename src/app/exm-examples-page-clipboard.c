/* exm-examples-page-clipboard.c - rows as text on the clipboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"

/* Spreadsheets take text with tabs: post, tab, label or answer, a line a row; a
 * post with a line break stands in quotes. Texts come from the dataset, whole,
 * on a thread; the table holds only their beginning. */

/* What a clipboard can be asked to hold. */
#define COPY_MAX 100000

typedef struct
{
  ExmDataset *dataset;
  ExmTarget  *target;
  ExmRowId   *ids;
  gsize       n_ids;
  gboolean    cut;
} Copy;

static void
copy_free (Copy *copy)
{
  g_clear_object (&copy->dataset);
  g_clear_pointer (&copy->target, exm_target_free);
  g_free (copy->ids);
  g_free (copy);
}

static void
copy_append (GString    *text,
             const char *field)
{
  if (strpbrk (field, "\t\n\r\"") == NULL)
    {
      g_string_append (text, field);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static void
copy_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Copy    *copy = task_data;
  GString *text = g_string_new (NULL);
  GError  *error = NULL;

  for (gsize i = 0; i < copy->n_ids; i++)
    {
      g_autoptr(ExmExample) example = exm_dataset_get_example_sync (copy->dataset, copy->ids[i], &error);

      if (example == NULL || g_task_return_error_if_cancelled (task))
        {
          if (error != NULL)
            g_task_return_error (task, error);
          g_string_free (text, TRUE);
          return;
        }
      copy_append (text, example->input != NULL ? example->input : "");
      g_string_append_c (text, '\t');
      /* Names of labels belong to the main thread; a mark holds their place. */
      g_string_append_printf (text, "\x01%u\x01", example->label);
      copy_append (text, example->output != NULL ? example->output : "");
      g_string_append_c (text, '\n');
    }
  g_task_return_pointer (task, g_string_free (text, FALSE), g_free);
}

/* Puts the names in the place of the marks. */
static char *
copy_fill_labels (ExmDataset *dataset,
                  const char *text)
{
  GString    *filled = g_string_sized_new (strlen (text));
  const char *mark;

  while ((mark = strchr (text, '\x01')) != NULL)
    {
      char     *end = NULL;
      guint64   id = g_ascii_strtoull (mark + 1, &end, 10);
      ExmLabel *label = id != 0 && id <= EXM_LABEL_MAX ? exm_dataset_get_label (dataset, (ExmLabelId)id) : NULL;

      g_string_append_len (filled, text, mark - text);
      if (end == NULL || *end != '\x01')
        {
          /* The post itself has such a character. */
          g_string_append_c (filled, *mark);
          text = mark + 1;
          continue;
        }
      if (label != NULL)
        copy_append (filled, exm_label_get_name (label));
      text = end + 1;
    }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}

static void
copy_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (source);
  Copy            *copy = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *marked = g_task_propagate_pointer (G_TASK (result), &error);

  if (marked == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be copied"), error);
      return;
    }

  g_autofree char *text = copy_fill_labels (copy->dataset, marked);
  g_autofree char *said = NULL;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (copy->cut)
    {
      exm_feedback_run (GTK_WIDGET (self), copy->dataset, exm_command_new_delete (copy->target), EXM_RUN_TOAST);
      return;
    }
  said = g_strdup_printf (ngettext ("%'u post copied", "%'u posts copied", copy->n_ids), (guint)copy->n_ids);
  exm_feedback_toast (GTK_WIDGET (self), said);
}

void
_exm_examples_page_copy (ExmExamplesPage *self,
                         gboolean         cut)
{
  ExmRowSelection *selection = exm_table_get_selection (self->table);
  Copy            *copy;
  g_autoptr(GTask) task = NULL;

  if (self->dataset == NULL || exm_row_selection_get_n_selected (selection) == 0)
    return;
  if (exm_row_selection_get_n_selected (selection) > COPY_MAX)
    {
      exm_feedback_toast (GTK_WIDGET (self), _ ("Too many posts for the clipboard. Export them instead"));
      return;
    }
  copy = g_new0 (Copy, 1);
  copy->dataset = g_object_ref (self->dataset);
  copy->target = exm_row_selection_dup_target (selection);
  copy->ids = exm_row_selection_dup_ids (selection, &copy->n_ids);
  copy->cut = cut;
  task = g_task_new (self, self->cancellable, copy_cb, NULL);
  g_task_set_source_tag (task, _exm_examples_page_copy);
  g_task_set_task_data (task, copy, (GDestroyNotify)copy_free);
  g_task_run_in_thread (task, copy_thread);
}

/* --- pasting -------------------------------------------------------------------------------- */

/* Rows go below the chosen one, as copies of rows do. What is more than a handful, is
 * no table, or has no row to go below is imported instead, at the end. */
#define PASTE_MAX_BYTES (1024 * 1024)

/* One field from *@text: up to a tab or the end of the line, or in quotes. */
static char *
paste_next_field (const char **text)
{
  GString    *field = g_string_new (NULL);
  const char *c = *text;

  if (*c == '"')
    {
      for (c++; *c != '\0' && !(*c == '"' && c[1] != '"'); c++)
        {
          c += *c == '"';
          g_string_append_c (field, *c);
        }
      c += *c == '"';
    }
  while (*c != '\0' && *c != '\t' && *c != '\n' && *c != '\r')
    g_string_append_c (field, *c++);
  *text = c;
  return g_string_free (field, FALSE);
}

/* @labels: (out): the names, as long as the examples; "" = none */
static GPtrArray *
paste_parse (const char *text,
             GPtrArray **labels)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);

  *labels = g_ptr_array_new_with_free_func (g_free);
  while (*text != '\0')
    {
      g_autofree char *post = paste_next_field (&text);
      g_autofree char *label = NULL;

      if (*text == '\t')
        {
          text++;
          label = paste_next_field (&text);
        }
      while (*text == '\t')
        {
          text++;
          g_free (paste_next_field (&text));
        }
      text += *text == '\r';
      text += *text == '\n';
      if (*g_strstrip (post) != '\0')
        {
          ExmExample *example = exm_example_new ();

          g_free (example->input);
          example->input = g_steal_pointer (&post);
          g_ptr_array_add (examples, example);
          g_ptr_array_add (*labels, label != NULL ? g_strstrip (g_steal_pointer (&label)) : g_strdup (""));
        }
    }
  return examples;
}

typedef struct
{
  ExmExamplesPage *page; /* owned */
  ExmDataset      *dataset;
  GPtrArray       *examples;
  GPtrArray       *labels;
  ExmRowId         before;
} Paste;

static void
paste_free (Paste *paste)
{
  g_clear_object (&paste->page);
  g_clear_object (&paste->dataset);
  g_clear_pointer (&paste->examples, g_ptr_array_unref);
  g_clear_pointer (&paste->labels, g_ptr_array_unref);
  g_free (paste);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static void
paste_add (Paste *paste)
{
  for (guint i = 0; i < paste->examples->len; i++)
    {
      const char *name = g_ptr_array_index (paste->labels, i);
      ExmLabel   *label = *name != '\0' ? exm_dataset_find_label (paste->dataset, name) : NULL;

      if (label != NULL)
        ((ExmExample *)g_ptr_array_index (paste->examples, i))->label = exm_label_get_id (label);
    }
  if (paste->dataset == paste->page->dataset)
    _exm_examples_page_run_adding (paste->page, exm_command_new_add (paste->examples, paste->before), FALSE);
}

static void
paste_labels_made_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;

  if (exm_feedback_run_finish (result) != NULL)
    paste_add (paste);
}

/* Names that no label has yet: made first, all in one step. */
static ExmCommand *
paste_new_labels (Paste *paste)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);

  for (guint i = 0; i < paste->labels->len; i++)
    {
      char *name = g_ptr_array_index (paste->labels, i);

      if (*name != '\0' && exm_dataset_find_label (paste->dataset, name) == NULL && g_hash_table_add (seen, name))
        g_ptr_array_add (commands, exm_command_new_label_add (name, 0));
    }
  if (commands->len == 0)
    {
      g_ptr_array_unref (commands);
      return NULL;
    }

  g_autofree char *words = g_strdup_printf (ngettext ("Add %u label", "Add %u labels", commands->len), commands->len);

  return exm_command_new_group (words, commands);
}

static gboolean
paste_below (ExmExamplesPage *self,
             const char      *text)
{
  guint last = exm_row_selection_get_last (exm_table_get_selection (self->table));
  g_autoptr(Paste) paste = NULL;
  ExmCommand *new_labels;

  if (last == GTK_INVALID_LIST_POSITION || !_exm_examples_page_is_ordered (self) || strlen (text) > PASTE_MAX_BYTES ||
      text[strspn (text, " \t\r\n")] == '{' || g_list_model_get_n_items (exm_dataset_get_labels (self->dataset)) == 0)
    return FALSE;
  paste = g_new0 (Paste, 1);
  paste->page = g_object_ref (self);
  paste->dataset = g_object_ref (self->dataset);
  paste->before = exm_row_model_get_id (exm_table_get_model (self->table), last + 1);
  paste->examples = paste_parse (text, &paste->labels);
  if (paste->examples->len == 0)
    return FALSE;
  new_labels = paste_new_labels (paste);
  if (new_labels != NULL)
    exm_feedback_run_full (GTK_WIDGET (self), self->dataset, new_labels, EXM_RUN_QUIET, NULL, paste_labels_made_cb, g_steal_pointer (&paste));
  else
    paste_add (paste);
  return TRUE;
}

static void
paste_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ExmExamplesPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  if (text == NULL || !paste_below (self, text))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.paste-rows", NULL);
}

void
_exm_examples_page_paste (ExmExamplesPage *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->cancellable, paste_read_cb,
                                 g_object_ref (self));
}
