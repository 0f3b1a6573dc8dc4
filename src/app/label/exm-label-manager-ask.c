/* exm-label-manager-ask.c - what the label manager asks before labels go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-manager-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-label-tidy.h"

typedef struct
{
  ExmLabelManager *self;
  GPtrArray       *labels;  /* of ExmLabel: those that go */
  GPtrArray       *targets; /* of ExmLabel: as in the drop-down */
  GtkDropDown     *drop;
  GtkWidget       *preview;
  GtkWidget       *give; /* check buttons of deleting */
  GtkWidget       *remove;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_ptr_array_unref (question->labels);
  g_ptr_array_unref (question->targets);
  g_free (question);
}

static guint
count_posts (GPtrArray *labels)
{
  guint count = 0;

  for (guint i = 0; i < labels->len; i++)
    count += exm_label_get_count (labels->pdata[i]);
  return count;
}

/* All labels, or all but those of the question; @first stand first. */
static void
fill_targets (Question  *question,
              GPtrArray *first,
              gboolean   all_but)
{
  GListModel *labels = exm_dataset_get_labels (question->self->dataset);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkExpression *expression;

  for (guint i = 0; first != NULL && i < first->len; i++)
    g_ptr_array_add (question->targets, g_object_ref (first->pdata[i]));
  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      if ((all_but && g_ptr_array_find (question->labels, label, NULL)) ||
          (first != NULL && g_ptr_array_find (first, label, NULL)))
        continue;
      g_ptr_array_add (question->targets, g_object_ref (label));
    }
  for (guint i = 0; i < question->targets->len; i++)
    gtk_string_list_append (names, exm_label_get_name (question->targets->pdata[i]));
  expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  question->drop = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), expression));
  gtk_drop_down_set_enable_search (question->drop, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->drop), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label"), -1);
}

static ExmLabel *
get_target (Question *question)
{
  guint position = gtk_drop_down_get_selected (question->drop);

  return position < question->targets->len ? question->targets->pdata[position] : NULL;
}

static Question *
question_new (ExmLabelManager *self,
              GPtrArray       *labels)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->labels = labels;
  question->targets = g_ptr_array_new_with_free_func (g_object_unref);
  return question;
}

/* --- merging -------------------------------------------------------------------------------- */

static void
preview_cb (Question *question)
{
  ExmLabel        *into = get_target (question);
  guint            count = count_posts (question->labels);
  g_autofree char *text = NULL;

  if (into == NULL)
    return;
  if (!g_ptr_array_find (question->labels, into, NULL))
    count += exm_label_get_count (into);
  /* Translators: how many posts, and the label that they will have */
  text = g_strdup_printf (ngettext ("%'u post will be “%s”", "%'u posts will be “%s”", count), count,
                          exm_label_get_name (into));
  gtk_label_set_text (GTK_LABEL (question->preview), text);
}

static void
merge_answered_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Question        *question = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  ExmLabel        *into = get_target (question);
  g_autoptr(GArray) from = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));

  for (guint i = 0; i < question->labels->len; i++)
    {
      ExmLabelId id = exm_label_get_id (question->labels->pdata[i]);

      if (question->labels->pdata[i] != (gpointer)into)
        g_array_append_val (from, id);
    }
  if (g_strcmp0 (answer, "merge") == 0 && into != NULL && from->len > 0)
    _exm_label_manager_run (question->self, exm_command_new_label_merge ((const ExmLabelId *)(gpointer)from->data, from->len,
                                                                         exm_label_get_id (into)));
  question_free (question);
}

static char *
dup_names (GPtrArray *labels)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < labels->len && i < 12; i++)
    /* Translators: between the names of labels in a list */
    g_string_append_printf (names, "%s%s", i > 0 ? _ (", ") : "", exm_label_get_name (labels->pdata[i]));
  if (labels->len > 12)
    g_string_append (names, "…");
  return g_string_free (names, FALSE);
}

static int
compare_use (gconstpointer a,
             gconstpointer b)
{
  guint one = exm_label_get_count (*(ExmLabel *const *)a);
  guint other = exm_label_get_count (*(ExmLabel *const *)b);

  return (one < other) - (one > other);
}

void
_exm_label_manager_ask_merge (ExmLabelManager *self,
                              GPtrArray       *labels)
{
  const ExmAnswer  answers[] = { { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
                                   { "merge", _ ("_Merge"), ADW_RESPONSE_SUGGESTED } };
  Question        *question = question_new (self, labels);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *names = dup_names (labels);
  /* Translators: names of labels; a list to choose from is below */
  g_autofree char *body = g_strdup_printf (_ ("%s become one label:"), names);

  /* Several become the one of them that is used most; one becomes another. */
  g_ptr_array_sort (labels, compare_use);
  fill_targets (question, labels->len > 1 ? labels : NULL, labels->len == 1);
  question->preview = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (question->drop));
  gtk_box_append (GTK_BOX (box), question->preview);
  g_signal_connect_swapped (question->drop, "notify::selected", G_CALLBACK (preview_cb), question);
  preview_cb (question);
  exm_compat_ask_async (GTK_WINDOW (self), _ ("Merge Labels"), body, box, answers, G_N_ELEMENTS (answers),
                                              merge_answered_cb, question);
}

/* --- deleting --------------------------------------------------------------------------------- */

static void
delete_answered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Question        *question = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  ExmLabelPosts    posts = EXM_LABEL_POSTS_TO_DO;
  ExmLabel        *into = get_target (question);

  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (question->remove)))
    posts = EXM_LABEL_POSTS_DELETE;
  else if (into != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (question->give)))
    posts = EXM_LABEL_POSTS_TO_GIVE;
  if (g_strcmp0 (answer, "delete") == 0)
    _exm_label_manager_run (question->self, exm_label_delete_command (question->labels, posts, into));
  question_free (question);
}

static GtkWidget *
add_choice (GtkWidget  *box,
            GtkWidget  *group,
            const char *text)
{
  /* GTK 4.8 calls one of several a check box. */
  GtkWidget *button = g_object_new (GTK_TYPE_CHECK_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO,
                                    "label", text, "use-underline", TRUE, NULL);

  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

void
_exm_label_manager_ask_delete (ExmLabelManager *self,
                               GPtrArray       *labels)
{
  const ExmAnswer  answers[] = { { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
                                   { "delete", _ ("_Delete"), ADW_RESPONSE_DESTRUCTIVE } };
  guint            count = count_posts (labels);
  Question        *question;
  GtkWidget       *box;
  GtkWidget       *leave;
  g_autofree char *names = NULL;
  g_autofree char *body = NULL;

  if (count == 0)
    {
      /* Nothing is to be asked: the toast has Undo. */
      if (labels->len > 0)
        _exm_label_manager_run (self, exm_label_delete_command (labels, EXM_LABEL_POSTS_TO_DO, NULL));
      g_ptr_array_unref (labels);
      return;
    }
  question = question_new (self, labels);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  names = dup_names (labels);
  /* Translators: number of posts, names of labels */
  body = g_strdup_printf (ngettext ("What shall become of the %'u post that is %s?",
                                    "What shall become of the %'u posts that are %s?", count),
                          count, names);
  fill_targets (question, NULL, TRUE);
  leave = add_choice (box, NULL, _ ("They are _to do again"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (leave), TRUE);
  question->give = add_choice (box, leave, _ ("They get another _label:"));
  gtk_widget_set_margin_start (GTK_WIDGET (question->drop), 30);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (question->drop));
  question->remove = add_choice (box, leave, _ ("They are deleted as _well"));
  gtk_widget_set_sensitive (question->give, question->targets->len > 0);
  g_object_bind_property (question->give, "active", question->drop, "sensitive", G_BINDING_SYNC_CREATE);
  exm_compat_ask_async (GTK_WINDOW (self), labels->len == 1 ? _ ("Delete the Label?") : _ ("Delete These Labels?"), body, box, answers, G_N_ELEMENTS (answers), delete_answered_cb, question);
}
