/* exm-mapping.c - asking how a table file is laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-mapping.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-compat.h"

/* The guess is looked at again, off the main thread, when header, separator or
 * encoding change; then columns and samples are filled in anew. */

/* What a column can be, in the order of the rows. */
static const struct
{
  const char *title;
  gsize       offset; /* of the index in ExmSniff */
  gboolean    is_origin;
} roles[] = {
  { N_ ("_Post"), G_STRUCT_OFFSET (ExmSniff, text_column), FALSE },
    { N_ ("_Label"), G_STRUCT_OFFSET (ExmSniff, label_column), FALSE },
      { N_ ("_Note"), G_STRUCT_OFFSET (ExmSniff, note_column), FALSE },
        { N_ ("_Author"), G_STRUCT_OFFSET (ExmSniff, author_column), TRUE },
          { N_ ("_Thread"), G_STRUCT_OFFSET (ExmSniff, thread_column), TRUE },
            { N_ ("_Date"), G_STRUCT_OFFSET (ExmSniff, time_column), TRUE },
              { N_ ("Add_ress"), G_STRUCT_OFFSET (ExmSniff, url_column), TRUE },
            };

typedef struct
{
  ExmSource    *source;
  ExmSniff     *sniff;
  GtkWidget    *box;   /* owned; what is shown */
  GtkWidget    *group; /* the rows are its children */
  GtkWidget    *origin_row;
  AdwComboRow  *columns[G_N_ELEMENTS (roles)];
  AdwComboRow  *delimiter_row;
  AdwComboRow  *encoding_row;
  GtkSwitch    *header_switch;
  GCancellable *looking; /* nullable */
  gboolean      is_filling;
  gboolean      is_done;
  int           ref_count;
} Mapping;

static const char delimiters[] = { ',', ';', '\t', '|' };

static Mapping *
mapping_ref (Mapping *self)
{
  self->ref_count++;
  return self;
}

static void
mapping_unref (Mapping *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_pointer (&self->source, exm_source_unref);
  g_clear_pointer (&self->sniff, exm_sniff_free);
  g_clear_object (&self->looking);
  g_clear_object (&self->box);
  g_free (self);
}

gboolean
exm_mapping_is_needed (const ExmSniff *sniff)
{
  if (sniff->dialect != EXM_DIALECT_CSV)
    return FALSE;
  if (!sniff->encoding_sure)
    return TRUE;
  if (sniff->columns != NULL && sniff->columns->len <= 1)
    return FALSE;
  return !sniff->has_header || !sniff->columns_named;
}

/* --- filling in ----------------------------------------------------------------------- */

/* `column: first sample`, so that a name like "c7" means something. */
static char *
mapping_dup_column_text (const ExmSniff *sniff,
                         guint           column)
{
  const char *name = g_ptr_array_index (sniff->columns, column);
  const char *sample = NULL;

  for (guint i = 0; sniff->samples != NULL && i < sniff->samples->len && sample == NULL; i++)
    {
      char **record = g_ptr_array_index (sniff->samples, i);

      if (g_strv_length (record) > column && *record[column] != '\0')
        sample = record[column];
    }
  if (sample == NULL)
    return g_strdup (name);

  g_autofree char *cut = g_utf8_strlen (sample, -1) > 32 ? g_utf8_substring (sample, 0, 32) : g_strdup (sample);

  g_strdelimit (cut, "\n\r\t", ' ');
  /* Translators: a column of a table file, and the beginning of what stands in it */
  return g_strdup_printf (_ ("%s (“%s”)"), name, cut);
}

static void
mapping_fill_columns (Mapping     *self,
                      AdwComboRow *row,
                      gboolean     with_none,
                      int          chosen)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  guint offset = with_none ? 1 : 0;

  if (with_none)
    gtk_string_list_append (list, C_ ("column", "None"));
  for (guint i = 0; self->sniff->columns != NULL && i < self->sniff->columns->len; i++)
    gtk_string_list_take (list, mapping_dup_column_text (self->sniff, i));
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, chosen < 0 ? 0 : (guint)chosen + offset);
}

static int *
column_of (Mapping *self,
           guint    role)
{
  return G_STRUCT_MEMBER_P (self->sniff, roles[role].offset);
}

static void
mapping_fill (Mapping *self)
{
  self->is_filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    mapping_fill_columns (self, self->columns[i], i > 0, *column_of (self, i));
  gtk_switch_set_active (self->header_switch, self->sniff->has_header);
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (delimiters[i] == self->sniff->delimiter)
      adw_combo_row_set_selected (self->delimiter_row, i);
  adw_combo_row_set_selected (self->encoding_row, self->sniff->encoding);
  self->is_filling = FALSE;
}

/* --- looking again ----------------------------------------------------------------------- */

typedef struct
{
  ExmSource *source;
  ExmSniff  *sniff;
} Again;

static void
again_free (Again *again)
{
  exm_source_unref (again->source);
  g_clear_pointer (&again->sniff, exm_sniff_free);
  g_free (again);
}

static void
again_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Again  *again = task_data;
  GError *error = NULL;

  if (exm_sniff_again_sync (again->sniff, again->source, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&again->sniff), (GDestroyNotify)exm_sniff_free);
  else
    g_task_return_error (task, error);
}

static void
mapping_again_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Mapping  *self = user_data;
  ExmSniff *sniff = g_task_propagate_pointer (G_TASK (result), NULL);

  /* On an error the old guess stands; the import will say what is wrong. */
  if (sniff != NULL && !self->is_done)
    {
      exm_sniff_free (self->sniff);
      self->sniff = g_steal_pointer (&sniff);
      mapping_fill (self);
    }
  g_clear_pointer (&sniff, exm_sniff_free);
  mapping_unref (self);
}

static void
mapping_layout_cb (Mapping *self)
{
  guint delimiter = adw_combo_row_get_selected (self->delimiter_row);
  guint encoding = adw_combo_row_get_selected (self->encoding_row);

  if (self->is_filling || delimiter >= G_N_ELEMENTS (delimiters) || encoding >= EXM_N_ENCODINGS)
    return;

  /* What was found for an earlier choice must not take this one back. */
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();

  Again *again = g_new0 (Again, 1);
  g_autoptr(GTask) task = g_task_new (NULL, self->looking, mapping_again_cb, mapping_ref (self));

  self->sniff->has_header = gtk_switch_get_active (self->header_switch);
  self->sniff->delimiter = delimiters[delimiter];
  self->sniff->encoding = encoding;
  again->source = exm_source_ref (self->source);
  again->sniff = exm_sniff_copy (self->sniff);
  g_task_set_source_tag (task, mapping_layout_cb);
  g_task_set_task_data (task, again, (GDestroyNotify)again_free);
  g_task_run_in_thread (task, again_thread);
}

/* --- asking ------------------------------------------------------------------------------- */

static AdwComboRow *
mapping_new_combo (const char *title)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  return ADW_COMBO_ROW (row);
}

/* Where posts come from is hardly ever to be changed: folded away. */
static void
mapping_add_columns (Mapping *self)
{
  self->origin_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->origin_row), _ ("Where Posts Come From"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->origin_row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Where Posts Come From"), -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->origin_row), _ ("Posts of one author or thread stay together in a split"));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      self->columns[i] = mapping_new_combo (_ (roles[i].title));
      if (roles[i].is_origin)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (self->origin_row), GTK_WIDGET (self->columns[i]));
      else
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (self->columns[i]));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->origin_row);
}

static AdwComboRow *
mapping_add_choice (Mapping           *self,
                    const char        *title,
                    const char *const *choices)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (choices);
  AdwComboRow *row = mapping_new_combo (title);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (mapping_layout_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (row));
  return row;
}

static void
mapping_build (Mapping *self)
{
  const char *separators[] = { _ ("Comma"), _ ("Semicolon"), _ ("Tab"), _ ("Bar"), NULL };
  const char *encodings[EXM_N_ENCODINGS + 1] = { NULL };
  GtkWidget  *header = adw_action_row_new ();

  for (guint i = 0; i < EXM_N_ENCODINGS; i++)
    encodings[i] = exm_encoding_get_name (i);

  self->is_filling = TRUE;
  self->group = adw_preferences_group_new ();
  self->box = g_object_ref_sink (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->box), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->box), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->box), 330);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->box), self->group);
  mapping_add_columns (self);
  self->header_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->header_switch), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (header), _ ("First line names the columns"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (header), GTK_WIDGET (self->header_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (header), GTK_WIDGET (self->header_switch));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), header);
  self->delimiter_row = mapping_add_choice (self, _ ("_Separator"), separators);
  self->encoding_row = mapping_add_choice (self, _ ("_Encoding"), encodings);
  g_signal_connect_swapped (self->header_switch, "notify::active", G_CALLBACK (mapping_layout_cb), self);
  mapping_fill (self);
}

static void
mapping_answered_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Mapping         *self = g_task_get_task_data (task);
  g_autofree char *answer = exm_compat_ask_finish (result);

  self->is_done = TRUE;
  if (g_strcmp0 (answer, "import") != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("The import was given up"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    *column_of (self, i) = (int)adw_combo_row_get_selected (self->columns[i]) - (i > 0 ? 1 : 0);
  g_task_return_pointer (task, exm_sniff_copy (self->sniff), (GDestroyNotify)exm_sniff_free);
}

void
exm_mapping_ask_async (GtkWindow          *parent,
                       ExmSource          *source,
                       const ExmSniff     *sniff,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  const ExmAnswer answers[] = {
    { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "import", _ ("_Import"), ADW_RESPONSE_SUGGESTED },
    };
  GTask   *task = g_task_new (NULL, NULL, callback, user_data);
  Mapping *self = g_new0 (Mapping, 1);

  g_task_set_source_tag (task, exm_mapping_ask_async);
  self->ref_count = 1;
  self->source = exm_source_ref (source);
  self->sniff = exm_sniff_copy (sniff);
  g_task_set_task_data (task, self, (GDestroyNotify)mapping_unref);
  mapping_build (self);
  exm_compat_ask_async (parent, _ ("Which Column Is What?"),
                                   _ ("Choose the column with the posts and, if there is one, the column with the labels."),
                                      self->box, answers, G_N_ELEMENTS (answers), mapping_answered_cb, task);
}

ExmSniff *
exm_mapping_ask_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
