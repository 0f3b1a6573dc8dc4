/* exm-rare-box.c - labels that hardly any post has: put into another one, or left as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-rare-box.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-picker.h"
#include "exm-label-tidy.h"
#include "exm-palette.h"

/* More than these are for the list of labels. */
#define N_SHOWN 8

/* So many characters of a name are always in sight. */
#define NAME_CHARS 8

struct _ExmRareBox
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  GPtrArray  *labels; /* of ExmLabel: all that are rare */
  GPtrArray  *chosen; /* of them those that get the label that is picked */
  guint       signature;

  GtkWidget *box;
  GtkWidget *picker;
};

G_DEFINE_FINAL_TYPE (ExmRareBox, exm_rare_box, GTK_TYPE_WIDGET)

/* --- deciding --------------------------------------------------------------------------- */

static GPtrArray *
just (ExmLabel *label)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (labels, g_object_ref (label));
  return labels;
}

static void
run (ExmRareBox *self,
     ExmCommand *command)
{
  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
}

static void
leave (ExmRareBox *self,
       GPtrArray  *labels)
{
  run (self, exm_label_keep_rare_command (labels, exm_dataset_get_task (self->dataset)->apart));
}

static void
named_cb (ExmRareBox *self,
          const char *name)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_object_unref);

  /* A label does not become itself. */
  for (guint i = 0; self->chosen != NULL && i < self->chosen->len; i++)
    if (!g_str_equal (exm_label_get_name (self->chosen->pdata[i]), name))
      g_ptr_array_add (labels, g_object_ref (self->chosen->pdata[i]));
  if (self->dataset != NULL && labels->len > 0)
    run (self, exm_label_gather_command (labels, name));
}

static void
picked_cb (ExmRareBox *self,
           guint       id)
{
  ExmLabel *label = self->dataset != NULL && id != 0 ? exm_dataset_get_label (self->dataset, (ExmLabelId)id) : NULL;

  if (label != NULL)
    named_cb (self, exm_label_get_name (label));
}

/* @at: the button, NULL = for all */
static void
ask (ExmRareBox *self,
     GPtrArray  *labels,
     GtkWidget  *at)
{
  graphene_rect_t bounds;
  GdkRectangle    place;

  if (self->picker == NULL)
    {
      self->picker = exm_label_picker_new ();
      gtk_widget_set_parent (self->picker, GTK_WIDGET (self));
      g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->picker, "named", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
    }
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  self->chosen = g_ptr_array_ref (labels);
  if (at != NULL && gtk_widget_compute_bounds (at, GTK_WIDGET (self), &bounds))
    {
      place = (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width, (int)bounds.size.height };
      gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &place);
    }
  else
    gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), NULL);
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

void
exm_rare_box_merge_all (ExmRareBox *self)
{
  g_return_if_fail (EXM_IS_RARE_BOX (self));

  if (self->labels->len > 0 && !exm_dataset_is_read_only (self->dataset))
    ask (self, self->labels, NULL);
}

void
exm_rare_box_leave_all (ExmRareBox *self)
{
  g_return_if_fail (EXM_IS_RARE_BOX (self));

  if (self->labels->len > 0 && !exm_dataset_is_read_only (self->dataset))
    leave (self, self->labels);
}

static ExmLabel *
get_label (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "exm-label");
}

static void
merge_cb (ExmRareBox *self,
          GtkWidget  *button)
{
  g_autoptr (GPtrArray) labels = just (get_label (button));

  ask (self, labels, button);
}

static void
leave_cb (ExmRareBox *self,
          GtkWidget  *button)
{
  g_autoptr (GPtrArray) labels = just (get_label (button));

  leave (self, labels);
}

/* --- the lines ------------------------------------------------------------------------------ */

static void
add_button (ExmRareBox *self,
            GtkWidget  *line,
            ExmLabel   *label,
            const char *text,
            GCallback   callback)
{
  GtkWidget       *button = gtk_button_new_with_label (text);
  g_autofree char *name = g_strdup_printf ("%s: %s", text, exm_label_get_name (label));

  g_object_set_data_full (G_OBJECT (button), "exm-label", g_object_ref (label), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fix-one");
  gtk_widget_set_sensitive (button, !exm_dataset_is_read_only (self->dataset));
  gtk_box_append (GTK_BOX (line), button);
}

static GtkWidget *
make_line (ExmRareBox *self,
           ExmLabel   *label)
{
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *chip = gtk_label_new (exm_label_get_name (label));
  guint            n = exm_label_get_count (label);
  g_autofree char *text = g_strdup_printf (ngettext ("%u post", "%u posts", n), n);
  GtkWidget       *count = gtk_label_new (text);

  /* In a narrow window the name stays and the number goes. */
  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (chip), (int)MIN (g_utf8_strlen (exm_label_get_name (label), -1), NAME_CHARS));
  gtk_label_set_ellipsize (GTK_LABEL (count), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (chip, exm_label_get_name (label));
  gtk_widget_add_css_class (chip, "label-chip");
  exm_palette_set_class (chip, exm_label_get_color (label));
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_set_hexpand (room, TRUE);
  gtk_box_append (GTK_BOX (room), chip);
  gtk_box_append (GTK_BOX (room), count);
  gtk_box_append (GTK_BOX (line), room);
  add_button (self, line, label, _ ("Merge…"), G_CALLBACK (merge_cb));
  add_button (self, line, label, _ ("Leave"), G_CALLBACK (leave_cb));
  return line;
}

/* Which line has the keyboard; -1 = none. @button: which of its buttons */
static int
find_focus (ExmRareBox *self,
            gboolean   *is_last)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  int        at = 0;

  if (focus == NULL)
    return -1;
  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL; line = gtk_widget_get_next_sibling (line), at++)
    if (gtk_widget_is_ancestor (focus, line))
      {
        *is_last = focus == gtk_widget_get_last_child (line);
        return at;
      }
  /* The picker goes back to the line that it was opened for, which may be gone. */
  return self->picker != NULL && gtk_widget_is_ancestor (focus, self->picker) ? 0 : -1;
}

static void
set_focus (ExmRareBox *self,
           int         at,
           gboolean    is_last)
{
  GtkWidget *line = gtk_widget_get_first_child (self->box);
  GtkWidget *button;

  for (; at > 0 && line != NULL && gtk_widget_get_next_sibling (line) != NULL; at--)
    line = gtk_widget_get_next_sibling (line);
  if (line == NULL || !GTK_IS_BUTTON (gtk_widget_get_last_child (line)))
    return;
  button = gtk_widget_get_last_child (line);
  gtk_widget_grab_focus (is_last ? button : gtk_widget_get_prev_sibling (button));
}

static void
fill (ExmRareBox *self)
{
  gboolean   is_last = FALSE;
  int        focus = find_focus (self, &is_last);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < self->labels->len && i < N_SHOWN; i++)
    gtk_box_append (GTK_BOX (self->box), make_line (self, self->labels->pdata[i]));
  if (self->labels->len > N_SHOWN)
    {
      guint            n = self->labels->len - N_SHOWN;
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);
      GtkWidget       *more = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (more), 0);
      gtk_widget_add_css_class (more, "dim-label");
      gtk_box_append (GTK_BOX (self->box), more);
    }
  if (focus >= 0)
    set_focus (self, focus, is_last);
}

static guint
sign (ExmRareBox *self)
{
  guint signature = 5381 + self->labels->len;

  for (guint i = 0; i < self->labels->len; i++)
    {
      ExmLabel *label = self->labels->pdata[i];

      signature = signature * 33 + exm_label_get_id (label);
      signature = signature * 33 + exm_label_get_count (label);
      signature = signature * 33 + exm_label_get_color (label);
      signature = signature * 33 + g_str_hash (exm_label_get_name (label));
    }
  return signature;
}

static void
update (ExmRareBox *self)
{
  guint signature;

  g_clear_pointer (&self->labels, g_ptr_array_unref);
  self->labels = self->dataset != NULL ? exm_label_find_rare_problems (exm_dataset_get_labels (self->dataset), exm_dataset_get_task (self->dataset)->apart)
                                       : g_ptr_array_new ();
  signature = sign (self);
  /* What is the same stays, and the keyboard where it is. */
  if (signature == self->signature)
    return;
  self->signature = signature;
  fill (self);
}

/* With each decision; out of sight it waits until somebody looks. */
static void
changed_cb (ExmRareBox *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
exm_rare_box_map (GtkWidget *widget)
{
  update (EXM_RARE_BOX (widget));
  GTK_WIDGET_CLASS (exm_rare_box_parent_class)->map (widget);
}

void
exm_rare_box_set_dataset (ExmRareBox *self,
                          ExmDataset *dataset)
{
  g_return_if_fail (EXM_IS_RARE_BOX (self));

  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_set_object (&self->dataset, dataset);
  if (dataset != NULL)
    g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

/* --- object --------------------------------------------------------------------------------- */

static void
exm_rare_box_dispose (GObject *object)
{
  ExmRareBox *self = EXM_RARE_BOX (object);

  if (self->box != NULL)
    exm_rare_box_set_dataset (self, NULL);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_rare_box_parent_class)->dispose (object);
}

static void
exm_rare_box_finalize (GObject *object)
{
  ExmRareBox *self = EXM_RARE_BOX (object);

  g_clear_pointer (&self->labels, g_ptr_array_unref);
  G_OBJECT_CLASS (exm_rare_box_parent_class)->finalize (object);
}

static void
exm_rare_box_class_init (ExmRareBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_rare_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_rare_box_finalize;
  GTK_WIDGET_CLASS (klass)->map = exm_rare_box_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_rare_box_init (ExmRareBox *self)
{
  self->labels = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
exm_rare_box_new (void)
{
  return g_object_new (EXM_TYPE_RARE_BOX, NULL);
}
