/* exm-decision-strip.c - the last decisions, to be looked at and gone back to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-decision-strip.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-palette.h"
#include "exm-tooltip.h"

#define TEXT_CHARS 40

typedef struct
{
  ExmRowId   id; /* 0 = spare */
  GtkWidget *button;
  GtkWidget *pill;
  GtkWidget *text;
  char      *look; /* what is shown, to set only what differs */
} Item;

struct _ExmDecisionStrip
{
  GtkWidget parent_instance;

  GPtrArray *items; /* of Item, as they are shown */
  GtkWidget *scroller;
  GtkWidget *box;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmDecisionStrip, exm_decision_strip, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static void
item_free (Item *item)
{
  g_free (item->look);
  g_free (item);
}

static void
clicked_cb (ExmDecisionStrip *self,
            GtkWidget        *button)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->button == button && item->id != 0)
        {
          g_signal_emit (self, signals[CHOSEN], 0, item->id);
          return;
        }
    }
}

static Item *
item_new (ExmDecisionStrip *self)
{
  Item      *item = g_new0 (Item, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  item->button = gtk_button_new ();
  item->pill = gtk_label_new (NULL);
  item->text = gtk_inscription_new (NULL);
  gtk_widget_add_css_class (item->pill, "label-pill");
  gtk_widget_set_valign (item->pill, GTK_ALIGN_CENTER);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (item->text), 10);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (item->text), 10);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (item->text), 1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (item->text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (item->text, "caption");
  gtk_widget_set_valign (item->text, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), item->pill);
  gtk_box_append (GTK_BOX (box), item->text);
  gtk_button_set_child (GTK_BUTTON (item->button), box);
  gtk_widget_add_css_class (item->button, "flat");
  gtk_widget_add_css_class (item->button, "decision");
  gtk_widget_set_focus_on_click (item->button, FALSE);
  g_signal_connect_swapped (item->button, "clicked", G_CALLBACK (clicked_cb), self);
  return item;
}

static void
fill (Item             *item,
      ExmDataset       *dataset,
      const ExmExample *example)
{
  ExmLabel        *label = example->label != 0 ? exm_dataset_get_label (dataset, example->label) : NULL;
  g_autofree char *key = label != NULL ? exm_label_dup_key_text (label) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *look = NULL;
  g_autofree char *spoken = NULL;
  const char      *name;
  gsize            length = strnlen (example->input, TEXT_CHARS * 4 + 1);

  if (length > TEXT_CHARS * 4)
    length = g_utf8_find_prev_char (example->input, example->input + TEXT_CHARS * 4) - example->input;
  text = g_strndup (example->input, length);
  g_strdelimit (text, "\n\r\t", ' ');
  if (label != NULL)
    name = exm_label_get_name (label);
  else if (example->output != NULL)
    name = example->output;
  else
    name = exm_state_to_string (exm_example_get_state (example));
  look = g_strdup_printf ("%s|%s|%u|%d|%s", name, key != NULL ? key : "", label != NULL ? exm_label_get_color (label) : 99,
                          example->mark, text);
  if (g_strcmp0 (look, item->look) == 0)
    return;
  g_free (item->look);
  item->look = g_steal_pointer (&look);

  if (label != NULL)
    exm_palette_set_class (item->pill, exm_label_get_color (label));
  else
    exm_palette_clear_class (item->pill);
  gtk_label_set_label (GTK_LABEL (item->pill), key != NULL                         ? key
                                               : example->mark == EXM_MARK_SKIPPED ? "–"
                                               : example->mark == EXM_MARK_FLAGGED ? "!"
                                               : example->output != NULL           ? "✓"
                                                                                   : "");
  gtk_inscription_set_text (GTK_INSCRIPTION (item->text), text);
  /* Translators: a decision in a list: label, then the post */
  spoken = g_strdup_printf (_ ("%s: %s"), name, text);
  exm_tooltip_set_name (item->button, spoken);
}

/* An item for @id: the one that has it, else a spare one, else the last. */
static Item *
take_item (ExmDecisionStrip *self,
           GPtrArray        *before,
           ExmRowId          id,
           const ExmRowId   *ids,
           guint             n_ids)
{
  for (guint i = 0; i < before->len; i++)
    if (((Item *)g_ptr_array_index (before, i))->id == id)
      return g_ptr_array_steal_index (before, i);
  for (guint i = before->len; i > 0; i--)
    {
      Item    *item = g_ptr_array_index (before, i - 1);
      gboolean is_wanted = FALSE;

      for (guint j = 0; j < n_ids && !is_wanted; j++)
        is_wanted = ids[j] == item->id;
      if (!is_wanted)
        return g_ptr_array_steal_index (before, i - 1);
    }
  return NULL;
}

void
exm_decision_strip_show (ExmDecisionStrip *self,
                         ExmQueue         *queue,
                         const ExmRowId   *ids,
                         guint             n_ids)
{
  GPtrArray *before = self->items;
  GtkWidget *after = NULL;
  gboolean   is_new = FALSE;

  g_return_if_fail (EXM_IS_DECISION_STRIP (self));

  n_ids = MIN (n_ids, EXM_DECISION_STRIP_MOST);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  for (guint i = 0; i < n_ids; i++)
    {
      const ExmExample *example = exm_queue_peek (queue, ids[i]);
      Item             *item = take_item (self, before, ids[i], ids, n_ids);

      if (item == NULL)
        {
          item = item_new (self);
          gtk_box_append (GTK_BOX (self->box), item->button);
        }
      is_new |= i == 0 && item->id != ids[i];
      item->id = ids[i];
      gtk_widget_set_visible (item->button, TRUE);
      if (example != NULL)
        fill (item, exm_queue_get_dataset (queue), example);
      if (gtk_widget_get_prev_sibling (item->button) != after)
        gtk_box_reorder_child_after (GTK_BOX (self->box), item->button, after);
      after = item->button;
      g_ptr_array_add (self->items, item);
    }
  for (guint i = 0; i < before->len; i++)
    {
      Item *item = g_ptr_array_index (before, i);

      item->id = 0;
      gtk_widget_set_visible (item->button, FALSE);
    }
  g_ptr_array_extend_and_steal (self->items, before);
  if (is_new)
    gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n_ids > 0);
}

static gboolean
exm_decision_strip_focus (GtkWidget       *widget,
                          GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (exm_decision_strip_parent_class)->focus (widget, direction);
}

static void
exm_decision_strip_dispose (GObject *object)
{
  g_clear_pointer (&EXM_DECISION_STRIP (object)->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_decision_strip_parent_class)->dispose (object);
}

static void
exm_decision_strip_finalize (GObject *object)
{
  g_ptr_array_unref (EXM_DECISION_STRIP (object)->items);

  G_OBJECT_CLASS (exm_decision_strip_parent_class)->finalize (object);
}

static void
exm_decision_strip_class_init (ExmDecisionStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_decision_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_decision_strip_finalize;
  GTK_WIDGET_CLASS (klass)->focus = exm_decision_strip_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
exm_decision_strip_init (ExmDecisionStrip *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Last decisions"), -1);
}

GtkWidget *
exm_decision_strip_new (void)
{
  return g_object_new (EXM_TYPE_DECISION_STRIP, NULL);
}
