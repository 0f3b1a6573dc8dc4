/* exm-label-tidy-view.c - what could be tidied among the labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-tidy-view.h"

#include <glib/gi18n-lib.h>

#include "exm-label-tidy.h"
#include "exm-palette.h"
#include "exm-stats.h"
#include "exm-wrap-layout.h"

/* Names shown of the labels that are seldom used. */
#define NAMES_SHOWN 40

/* A card of a group: which of its labels are merged, and which stays. */
typedef struct
{
  ExmLabelTidyView *view;  /* borrowed */
  ExmLabelGroup    *group; /* owned */
  GPtrArray        *checks;
  GtkDropDown      *keep;
  GtkWidget        *result_label;
  GtkWidget        *button;
} Card;

struct _ExmLabelTidyView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  guint       signature; /* of what is shown */
  GPtrArray  *cards;     /* of Card */

  GtkStack      *stack; /* "tidy", "work" */
  GtkWidget     *near_box;
  GtkButton     *merge_all_button;
  GtkListBox    *card_list;
  GtkWidget     *rare_box;
  GtkSpinButton *fewer_spin;
  GtkLabel      *rare_label;
  GtkLabel      *rare_names;
  GtkEditable   *into_entry;
  GtkButton     *gather_button;
  GtkWidget     *unused_box;
  GtkLabel      *unused_label;
};

G_DEFINE_FINAL_TYPE (ExmLabelTidyView, exm_label_tidy_view, GTK_TYPE_WIDGET)

static guint tidied_signal;

static void
tidy (ExmLabelTidyView *self,
      ExmCommand       *command)
{
  g_autoptr(ExmCommand) owned = command;

  if (owned != NULL && !exm_dataset_is_read_only (self->dataset))
    g_signal_emit (self, tidied_signal, 0, owned);
}

/* --- one group ------------------------------------------------------------------------ */

static void
card_free (Card *card)
{
  exm_label_group_free (card->group);
  g_ptr_array_unref (card->checks);
  g_free (card);
}

/* The group as it is ticked, the one that stays first; NULL when nothing is to be merged. */
static ExmLabelGroup *
card_dup_group (Card *card)
{
  ExmLabelGroup *group = g_new0 (ExmLabelGroup, 1);
  ExmLabel      *keep = card->group->labels->pdata[MIN (gtk_drop_down_get_selected (card->keep), card->group->labels->len - 1)];

  group->labels = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (group->labels, g_object_ref (keep));
  group->count = exm_label_get_count (keep);
  for (guint i = 0; i < card->checks->len; i++)
    {
      ExmLabel *label = card->group->labels->pdata[i];

      if (label == keep || !gtk_check_button_get_active (card->checks->pdata[i]))
        continue;
      g_ptr_array_add (group->labels, g_object_ref (label));
      group->count += exm_label_get_count (label);
    }
  if (group->labels->len > 1)
    return group;
  exm_label_group_free (group);
  return NULL;
}

static void
update_merge_all (ExmLabelTidyView *self)
{
  guint            n = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->cards->len; i++)
    {
      ExmLabelGroup *group = card_dup_group (self->cards->pdata[i]);

      n += group != NULL;
      exm_label_group_free (group);
    }
  text = g_strdup_printf (ngettext ("_Merge All Suggested (%u Group)", "_Merge All Suggested (%u Groups)", n), n);
  gtk_button_set_label (self->merge_all_button, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->merge_all_button), n > 0 && !exm_dataset_is_read_only (self->dataset));
}

static void
card_changed_cb (Card *card)
{
  ExmLabelGroup   *group = card_dup_group (card);
  guint            kept = MIN (gtk_drop_down_get_selected (card->keep), card->group->labels->len - 1);
  g_autofree char *text = NULL;

  /* The one that stays is always part of it. */
  for (guint i = 0; i < card->checks->len; i++)
    {
      gtk_widget_set_sensitive (card->checks->pdata[i], i != kept);
      if (i == kept && !gtk_check_button_get_active (card->checks->pdata[i]))
        gtk_check_button_set_active (card->checks->pdata[i], TRUE);
    }
  if (group != NULL)
    text = g_strdup_printf (ngettext ("%'u post", "%'u posts", group->count), group->count);
  gtk_label_set_text (GTK_LABEL (card->result_label), text != NULL ? text : _ ("Nothing is merged"));
  gtk_widget_set_sensitive (card->button, group != NULL && !exm_dataset_is_read_only (card->view->dataset));
  exm_label_group_free (group);
  update_merge_all (card->view);
}

static void
card_merge_cb (Card *card)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_label_group_free);
  ExmLabelGroup *group = card_dup_group (card);

  if (group == NULL)
    return;
  g_ptr_array_add (groups, group);
  if (group->labels->len > 1)
    {
      g_autoptr(GArray) from = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));

      for (guint i = 1; i < group->labels->len; i++)
        {
          ExmLabelId id = exm_label_get_id (group->labels->pdata[i]);

          g_array_append_val (from, id);
        }
      tidy (card->view, exm_command_new_label_merge ((const ExmLabelId *)(gpointer)from->data, from->len,
                                                     exm_label_get_id (group->labels->pdata[0])));
    }
}

static char *
dup_names (GPtrArray *labels)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < labels->len && i < NAMES_SHOWN; i++)
    {
      /* Translators: between the names of labels in a list */
      g_string_append (names, i > 0 ? _ (", ") : "");
      g_string_append (names, exm_label_get_name (labels->pdata[i]));
    }
  if (labels->len > NAMES_SHOWN)
    g_string_append (names, "…");
  return g_string_free (names, FALSE);
}

static void
card_apart_cb (Card *card)
{
  tidy (card->view, exm_label_keep_apart_command (card->group->labels, exm_dataset_get_task (card->view->dataset)->apart));
}

static void
add_members (Card      *card,
             GtkWidget *members)
{
  for (guint i = 0; i < card->group->labels->len; i++)
    {
      ExmLabel        *label = card->group->labels->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s (%'u)", exm_label_get_name (label), exm_label_get_count (label));
      GtkWidget       *check = gtk_check_button_new_with_label (text);

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (card_changed_cb), card);
      g_ptr_array_add (card->checks, check);
      gtk_widget_set_parent (check, members);
    }
}

static GtkWidget *
make_apart_button (Card *card)
{
  GtkWidget       *button = gtk_button_new_with_label (_ ("Not the Same"));
  g_autofree char *names = dup_names (card->group->labels);
  /* Translators: what a button does, for a screen reader; %s are names of labels */
  g_autofree char *name = g_strdup_printf (_ ("Not the same: %s"), names);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Keep these labels, and do not ask again"));
  gtk_widget_set_sensitive (button, !exm_dataset_is_read_only (card->view->dataset));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (card_apart_cb), card);
  return button;
}

static GtkWidget *
make_keep_box (Card *card)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  /* Translators: before a list to choose from: which of several labels stays */
  GtkWidget *keep_label = gtk_label_new (_ ("Keep"));
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < card->group->labels->len; i++)
    gtk_string_list_append (names, exm_label_get_name (card->group->labels->pdata[i]));
  card->keep = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (card->keep), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label that stays"), -1);
  card->result_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (card->result_label, "dim-label");
  gtk_widget_set_hexpand (card->result_label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (card->result_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (card->result_label), PANGO_ELLIPSIZE_END);
  card->button = gtk_button_new_with_label (_ ("Merge"));
  gtk_widget_set_valign (card->button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), keep_label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (card->keep));
  gtk_box_append (GTK_BOX (box), card->result_label);
  gtk_box_append (GTK_BOX (box), make_apart_button (card));
  gtk_box_append (GTK_BOX (box), card->button);
  return box;
}

/* Takes the group. */
static void
add_card (ExmLabelTidyView *self,
          ExmLabelGroup    *group)
{
  Card            *card = g_new0 (Card, 1);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget       *members = exm_wrap_box_new (12, FALSE);
  GtkWidget       *row = gtk_list_box_row_new ();
  g_autofree char *names = NULL;
  g_autofree char *name = NULL;

  card->view = self;
  card->group = group;
  card->checks = g_ptr_array_new ();
  gtk_widget_add_css_class (box, "problem-row");
  add_members (card, members);
  gtk_box_append (GTK_BOX (box), members);
  gtk_box_append (GTK_BOX (box), make_keep_box (card));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  /* Up and Down go from group to group, Tab into one: a row that takes no focus would
   * stop Tab before it. */
  names = dup_names (group->labels);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, names, -1);
  /* Translators: what a button does, for a screen reader; %s is the name of a label */
  name = g_strdup_printf (_ ("Merge into “%s”"), exm_label_get_name (group->labels->pdata[0]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (card->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (card->button, "clicked", G_CALLBACK (card_merge_cb), card);
  g_signal_connect_swapped (card->keep, "notify::selected", G_CALLBACK (card_changed_cb), card);
  g_ptr_array_add (self->cards, card);
  gtk_list_box_append (self->card_list, row);
  card_changed_cb (card);
}

/* --- all at once ------------------------------------------------------------------------ */

static void
exm_label_tidy_view_merge_all_cb (ExmLabelTidyView *self)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_label_group_free);

  for (guint i = 0; i < self->cards->len; i++)
    {
      ExmLabelGroup *group = card_dup_group (self->cards->pdata[i]);

      if (group != NULL)
        g_ptr_array_add (groups, group);
    }
  tidy (self, exm_label_merge_groups_command (groups));
}

static char *
dup_into (ExmLabelTidyView *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->into_entry)));
}

static GPtrArray *
dup_rare (ExmLabelTidyView *self)
{
  g_autofree char *into = dup_into (self);

  return exm_label_find_rare (exm_dataset_get_labels (self->dataset),
                              (guint)gtk_spin_button_get_value_as_int (self->fewer_spin), into);
}

static void
exm_label_tidy_view_gather_cb (ExmLabelTidyView *self)
{
  g_autoptr(GPtrArray) rare = dup_rare (self);
  g_autofree char *into = dup_into (self);

  if (rare->len > 0 && *into != '\0')
    tidy (self, exm_label_gather_command (rare, into));
}

static GPtrArray *
dup_unused (ExmLabelTidyView *self)
{
  GListModel *labels = exm_dataset_get_labels (self->dataset);
  GPtrArray  *unused = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      if (exm_label_get_count (label) == 0)
        g_ptr_array_add (unused, g_object_ref (label));
    }
  return unused;
}

static void
exm_label_tidy_view_unused_cb (ExmLabelTidyView *self)
{
  g_autoptr(GPtrArray) unused = dup_unused (self);

  if (unused->len > 0)
    tidy (self, exm_label_delete_command (unused, EXM_LABEL_POSTS_TO_DO, NULL));
}

/* --- what is shown ------------------------------------------------------------------------ */

static void
update_rare (ExmLabelTidyView *self)
{
  g_autoptr(GPtrArray) rare = NULL;
  g_autofree char *into = NULL;
  g_autofree char *names = NULL;
  g_autofree char *text = NULL;
  g_autofree char *button = NULL;
  guint            fewer = (guint)gtk_spin_button_get_value_as_int (self->fewer_spin);

  if (self->dataset == NULL)
    return;
  rare = dup_rare (self);
  into = dup_into (self);
  names = dup_names (rare);
  text = g_strdup_printf (ngettext ("%u label is used fewer than %u times. A model hardly learns a label from so few posts.",
                                    "%u labels are used fewer than %u times. A model hardly learns a label from so few posts.",
                                    rare->len),
                          rare->len, fewer);
  /* Translators: %s is the name of a label */
  button = g_strdup_printf (ngettext ("_Put %u Label into “%s”", "_Put %u Labels into “%s”", rare->len), rare->len, into);
  gtk_label_set_text (self->rare_label, text);
  gtk_label_set_text (self->rare_names, names);
  gtk_button_set_label (self->gather_button, button);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gather_button),
                            rare->len > 0 && *into != '\0' && !exm_dataset_is_read_only (self->dataset));
}

static void
exm_label_tidy_view_rare_cb (ExmLabelTidyView *self)
{
  update_rare (self);
}

static guint
sign (GListModel *labels,
      const char *apart)
{
  guint signature = g_str_hash (apart);

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      signature = signature * 33 ^ exm_label_get_id (label);
      signature = signature * 33 ^ exm_label_get_count (label);
      signature = signature * 33 ^ g_str_hash (exm_label_get_name (label));
    }
  return MAX (signature, 1);
}

static void
clear_cards (ExmLabelTidyView *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->card_list))) != NULL)
    gtk_list_box_remove (self->card_list, row);
  g_ptr_array_set_size (self->cards, 0);
}

/* Where the focus stays when what had it goes: among the cards, or at a button. */
static int
find_focus (ExmLabelTidyView *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->card_list)))
    return -1;
  row = gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW);
  return row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : 0;
}

static void
restore_focus (ExmLabelTidyView *self,
               int               card)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (card >= 0 && self->cards->len > 0)
    gtk_widget_grab_focus (((Card *)self->cards->pdata[MIN ((guint)card, self->cards->len - 1)])->button);
  else if (gtk_widget_get_visible (self->near_box))
    gtk_widget_grab_focus (GTK_WIDGET (self->merge_all_button));
  else if (gtk_widget_get_visible (self->rare_box))
    gtk_widget_grab_focus (GTK_WIDGET (self->gather_button));
}

static void
build (ExmLabelTidyView *self)
{
  g_autoptr(GPtrArray) groups = exm_label_find_groups (exm_dataset_get_labels (self->dataset),
                                                        exm_dataset_get_task (self->dataset)->apart);
  g_autoptr(GPtrArray) rare = dup_rare (self);
  g_autoptr(GPtrArray) unused = dup_unused (self);
  g_autofree char *text = NULL;
  int              focus = find_focus (self);

  clear_cards (self);
  g_ptr_array_set_free_func (groups, NULL);
  for (guint i = 0; i < groups->len; i++)
    add_card (self, groups->pdata[i]);
  update_merge_all (self);
  update_rare (self);
  text = g_strdup_printf (ngettext ("%u label has no posts.", "%u labels have no posts.", unused->len), unused->len);
  gtk_label_set_text (self->unused_label, text);
  gtk_widget_set_visible (self->near_box, groups->len > 0);
  gtk_widget_set_visible (self->rare_box, rare->len > 0);
  gtk_widget_set_visible (self->unused_box, unused->len > 0);
  gtk_stack_set_visible_child_name (self->stack, groups->len + rare->len + unused->len > 0 ? "work" : "tidy");
  restore_focus (self, focus);
}

guint
exm_label_tidy_view_refresh (ExmLabelTidyView *self)
{
  guint signature;

  g_return_val_if_fail (EXM_IS_LABEL_TIDY_VIEW (self), 0);

  if (self->dataset == NULL)
    return 0;
  signature = sign (exm_dataset_get_labels (self->dataset), exm_dataset_get_task (self->dataset)->apart);
  if (signature != self->signature)
    {
      self->signature = signature;
      build (self);
    }
  return self->cards->len;
}

void
exm_label_tidy_view_set_dataset (ExmLabelTidyView *self,
                                 ExmDataset       *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_TIDY_VIEW (self));

  g_set_object (&self->dataset, dataset);
  self->signature = 0;
}

/* --- class ---------------------------------------------------------------------------------- */

static void
exm_label_tidy_view_dispose (GObject *object)
{
  ExmLabelTidyView *self = EXM_LABEL_TIDY_VIEW (object);

  if (self->card_list != NULL)
    clear_cards (self);
  g_clear_object (&self->dataset);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_TIDY_VIEW);
  /* What the template gave no field is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_label_tidy_view_parent_class)->dispose (object);
}

static void
exm_label_tidy_view_finalize (GObject *object)
{
  g_clear_pointer (&EXM_LABEL_TIDY_VIEW (object)->cards, g_ptr_array_unref);
  G_OBJECT_CLASS (exm_label_tidy_view_parent_class)->finalize (object);
}

static void
exm_label_tidy_view_class_init (ExmLabelTidyViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_tidy_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_label_tidy_view_finalize;

  tidied_signal = g_signal_new ("tidied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-tidy-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, near_box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, merge_all_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, card_list);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, rare_box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, fewer_spin);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, rare_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, rare_names);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, into_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, gather_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, unused_box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelTidyView, unused_label);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_tidy_view_merge_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_tidy_view_gather_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_tidy_view_unused_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_tidy_view_rare_cb);
}

static void
exm_label_tidy_view_init (ExmLabelTidyView *self)
{
  self->cards = g_ptr_array_new_with_free_func ((GDestroyNotify)card_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_spin_button_set_value (self->fewer_spin, EXM_RARE_LABEL);
  /* Translators: name of a label that takes in what is rare */
  gtk_editable_set_text (self->into_entry, _ ("Other"));
}
