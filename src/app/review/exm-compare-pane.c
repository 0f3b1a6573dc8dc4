/* exm-compare-pane.c - two decisions of one post side by side, settled with one key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-compare-pane.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-label-picker.h"
#include "exm-one-stop.h"
#include "exm-post-card.h"
#include "exm-second-private.h"

typedef struct
{
  GtkWidget *button;
  GtkLabel  *title;
  GtkLabel  *name;
} Side;

struct _ExmComparePane
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  GPtrArray    *differences;
  guint         at;
  GCancellable *cancellable;

  GtkWidget *box;
  GtkLabel  *count;
  GtkLabel  *post;
  GtkLabel  *hint;
  Side       sides[2];
  GtkWidget *third;
  GtkWidget *back;
  GtkWidget *next;
  GtkWidget *picker;
};

G_DEFINE_FINAL_TYPE (ExmComparePane, exm_compare_pane, GTK_TYPE_WIDGET)

static guint settled_signal;
static guint left_signal;

static void exm_compare_pane_show (ExmComparePane *self);

ExmDifference *
exm_difference_new (ExmRowId    row,
                    const char *one,
                    const char *other,
                    guint       index,
                    gboolean    settled)
{
  ExmDifference *self = g_new0 (ExmDifference, 1);

  self->row = row;
  self->one = g_strdup (one);
  self->other = g_strdup (other);
  self->index = index;
  self->settled = settled;
  return self;
}

void
exm_difference_free (ExmDifference *self)
{
  g_free (self->one);
  g_free (self->other);
  g_free (self->note);
  g_free (self->hint);
  g_free (self);
}

static ExmDifference *
now_of (ExmComparePane *self)
{
  return self->differences != NULL && self->at < self->differences->len ? self->differences->pdata[self->at] : NULL;
}

/* --- choosing ------------------------------------------------------------------------ */

static void
go_on (ExmComparePane *self)
{
  for (guint i = 0; i < self->differences->len; i++)
    {
      guint                at = (self->at + 1 + i) % self->differences->len;
      const ExmDifference *difference = self->differences->pdata[at];

      if (!difference->settled)
        {
          self->at = at;
          exm_compare_pane_show (self);
          return;
        }
    }
  g_signal_emit (self, left_signal, 0);
}

static void
settle (ExmComparePane *self,
        ExmChoice       choice,
        const char     *name)
{
  ExmDifference *difference = now_of (self);

  if (difference == NULL)
    return;
  difference->settled = TRUE;
  g_signal_emit (self, settled_signal, 0, difference->index, (guint)choice, name);
  /* The owner may have taken the differences away. */
  if (self->differences != NULL)
    go_on (self);
}

static void
one_cb (ExmComparePane *self)
{
  const ExmDifference *difference = now_of (self);

  if (difference != NULL)
    settle (self, EXM_CHOICE_ONE, difference->one);
}

static void
other_cb (ExmComparePane *self)
{
  const ExmDifference *difference = now_of (self);

  if (difference != NULL)
    settle (self, EXM_CHOICE_OTHER, difference->other);
}

static void
picked_cb (ExmComparePane *self,
           guint           label)
{
  ExmLabel *chosen = label != 0 && self->dataset != NULL ? exm_dataset_get_label (self->dataset, (ExmLabelId)label) : NULL;

  if (chosen != NULL)
    settle (self, EXM_CHOICE_THIRD, exm_label_get_name (chosen));
}

static void
named_cb (ExmComparePane *self,
          const char     *name)
{
  settle (self, EXM_CHOICE_THIRD, name);
}

static void
third_cb (ExmComparePane *self)
{
  if (self->picker == NULL)
    {
      self->picker = exm_label_picker_new ();
      gtk_widget_set_parent (self->picker, self->third);
      g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->picker, "named", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
    }
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

static void
move (ExmComparePane *self,
      int             step)
{
  if (self->differences == NULL || (step < 0 && self->at == 0) || (step > 0 && self->at + 1 >= self->differences->len))
    return;
  self->at = (guint)((int)self->at + step);
  exm_compare_pane_show (self);
}

static void
back_cb (ExmComparePane *self)
{
  move (self, -1);
}

static void
next_cb (ExmComparePane *self)
{
  move (self, 1);
}

static void
done_cb (ExmComparePane *self)
{
  g_signal_emit (self, left_signal, 0);
}

static gboolean
key_cb (ExmComparePane *self,
        guint           keyval,
        guint           keycode,
        GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_1:
    case GDK_KEY_KP_1:
      one_cb (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_2:
    case GDK_KEY_KP_2:
      other_cb (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_3:
    case GDK_KEY_KP_3:
      third_cb (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      move (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      done_cb (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- showing ---------------------------------------------------------------------------- */

static void
example_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmComparePane) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->differences == NULL)
    return;
  gtk_label_set_text (self->post, example != NULL ? example->input : error->message);
  exm_post_card_align (self->post);
  for (guint i = 0; i < 2; i++)
    gtk_widget_set_sensitive (self->sides[i].button, example != NULL);
  /* It changes, and the keyboard stays where it is. */
  exm_compat_announce (GTK_WIDGET (self->post), gtk_label_get_text (self->post));
}

static void
set_side (Side       *side,
          const char *name,
          const char *key)
{
  g_autofree char *spoken = g_strdup_printf ("%s: %s", gtk_label_get_text (side->title), name);
  g_autofree char *shown = g_strdup_printf (_ ("%s  %s"), key, name);

  gtk_label_set_text (side->name, shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (side->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
exm_compare_pane_show (ExmComparePane *self)
{
  const ExmDifference *difference = now_of (self);
  g_autofree char     *count = NULL;
  g_autoptr(GString) hint = g_string_new (NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (difference == NULL)
    return;
  count = g_strdup_printf (difference->settled ? _ ("Difference %u of %u, settled") : _ ("Difference %u of %u"), self->at + 1, self->differences->len);
  gtk_label_set_text (self->count, count);
  if (difference->note != NULL)
    g_string_append_printf (hint, _ ("Note: %s"), difference->note);
  if (difference->hint != NULL)
    g_string_append_printf (hint, "%s%s", hint->len > 0 ? "\n" : "", difference->hint);
  gtk_label_set_text (self->hint, hint->str);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint->len > 0);
  set_side (&self->sides[0], difference->one, "1");
  set_side (&self->sides[1], difference->other, "2");
  gtk_widget_set_sensitive (self->back, self->at > 0);
  gtk_widget_set_sensitive (self->next, self->at + 1 < self->differences->len);
  self->cancellable = g_cancellable_new ();
  exm_dataset_get_example_async (self->dataset, difference->row, self->cancellable, example_cb, g_object_ref (self));
}

void
exm_compare_pane_begin (ExmComparePane *self,
                        ExmDataset     *dataset,
                        const char     *one_title,
                        const char     *other_title,
                        GPtrArray      *differences)
{
  g_return_if_fail (EXM_IS_COMPARE_PANE (self));

  exm_compare_pane_stop (self);
  g_set_object (&self->dataset, dataset);
  self->differences = differences;
  gtk_label_set_text (self->sides[0].title, one_title);
  gtk_label_set_text (self->sides[1].title, other_title);
  self->at = 0;
  for (guint i = 0; i < differences->len; i++)
    if (!((ExmDifference *)differences->pdata[i])->settled)
      {
        self->at = i;
        break;
      }
  exm_compare_pane_show (self);
}

void
exm_compare_pane_stop (ExmComparePane *self)
{
  g_return_if_fail (EXM_IS_COMPARE_PANE (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  g_clear_object (&self->dataset);
}

/* --- object -------------------------------------------------------------------------------- */

static gboolean
exm_compare_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (EXM_COMPARE_PANE (widget)->sides[0].button);
}

static void
exm_compare_pane_dispose (GObject *object)
{
  ExmComparePane *self = EXM_COMPARE_PANE (object);

  if (self->box != NULL)
    exm_compare_pane_stop (self);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_compare_pane_parent_class)->dispose (object);
}

static void
exm_compare_pane_class_init (ExmComparePaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_compare_pane_dispose;
  GTK_WIDGET_CLASS (klass)->focus = exm_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = exm_compare_pane_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  settled_signal = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  left_signal = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
new_text (const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

static void
make_side (ExmComparePane *self,
           Side           *side,
           GtkWidget      *row,
           GCallback       callback)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  side->title = new_text ("caption");
  side->name = new_text ("title-4");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (side->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (side->name));
  side->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (side->button), words);
  g_signal_connect_object (side->button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), side->button);
}

static GtkWidget *
add_button (ExmComparePane *self,
            GtkWidget      *row,
            const char     *text,
            const char     *tip,
            GCallback       callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  _exm_second_buttons_add (row, button);
  return button;
}

static void
exm_compare_pane_init (ExmComparePane *self)
{
  GtkWidget          *clamp = adw_clamp_new ();
  GtkWidget          *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget          *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget          *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget          *row = _exm_second_buttons_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->count = new_text ("heading");
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->count));
  self->post = new_text ("title-3");
  self->hint = new_text ("dim-label");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "recheck-card");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->post));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->hint));
  gtk_box_append (GTK_BOX (content), card);

  gtk_box_set_homogeneous (GTK_BOX (sides), TRUE);
  make_side (self, &self->sides[0], sides, G_CALLBACK (one_cb));
  make_side (self, &self->sides[1], sides, G_CALLBACK (other_cb));
  gtk_box_append (GTK_BOX (content), sides);

  self->third = add_button (self, row, _ ("_Other Label…"), _ ("Neither of the two (3)"), G_CALLBACK (third_cb));
  self->back = add_button (self, row, _ ("_Previous"), _ ("Previous difference (Page Up)"), G_CALLBACK (back_cb));
  self->next = add_button (self, row, _ ("_Next"), _ ("Next difference (Page Down)"), G_CALLBACK (next_cb));
  add_button (self, row, _ ("_Close"), _ ("Back to the overview (Esc)"), G_CALLBACK (done_cb));
  gtk_box_append (GTK_BOX (content), row);

  gtk_widget_set_margin_top (content, 18);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  self->box = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->box), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->box), clamp);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_compare_pane_new (void)
{
  return g_object_new (EXM_TYPE_COMPARE_PANE, NULL);
}
