/* exm-label-buttons.c - a button for each label, with its key; hundreds can be searched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-buttons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-palette.h"
#include "exm-tooltip.h"
#include "exm-wrap-layout.h"

/* More buttons are looked for, not looked through. */
#define MOST_BUTTONS 200

/* With so many labels the search stands open: keys alone do not reach all of them. */
#define SEARCH_FROM (EXM_LABEL_N_KEYS + 1)

/* Pixels that the buttons may have before they scroll. */
#define MOST_HEIGHT 168
#define LOW_HEIGHT 76

#define SPACING 6

typedef struct
{
  GtkWidget *button;
  GtkWidget *pill;
  GtkWidget *name;
  ExmLabel  *label; /* owned; NULL = spare */
  gulong     notify_id;
} Slot;

struct _ExmLabelButtons
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  GListModel *labels; /* owned */
  GArray     *slots;  /* of Slot */
  guint       n_used;
  guint       rebuild_id;
  ExmLabelId  current;
  GtkWidget  *current_button;
  guint       is_finding : 1;
  guint       is_low : 1;

  GtkWidget *entry;
  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *none;
};

enum
{
  PICKED,
  LEFT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmLabelButtons, exm_label_buttons, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

/* --- a button ------------------------------------------------------------------------- */

static ExmLabel *
find_label (ExmLabelButtons *self,
            GtkWidget       *button)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (g_array_index (self->slots, Slot, i).button == button)
      return g_array_index (self->slots, Slot, i).label;
  return NULL;
}

static void
stop_finding (ExmLabelButtons *self)
{
  self->is_finding = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_set_visible (self->entry, self->labels != NULL && g_list_model_get_n_items (self->labels) >= SEARCH_FROM);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
clicked_cb (ExmLabelButtons *self,
            GtkWidget       *button)
{
  ExmLabel *label = find_label (self, button);

  if (label != NULL)
    g_signal_emit (self, signals[PICKED], 0, (guint)exm_label_get_id (label));
}

static Slot *
add_slot (ExmLabelButtons *self)
{
  Slot       slot = { .button = gtk_button_new (), .pill = gtk_label_new (NULL), .name = gtk_label_new (NULL) };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (slot.pill, "label-pill");
  gtk_widget_set_valign (slot.pill, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (slot.name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (slot.name), 28);
  gtk_box_append (GTK_BOX (box), slot.pill);
  gtk_box_append (GTK_BOX (box), slot.name);
  gtk_button_set_child (GTK_BUTTON (slot.button), box);
  gtk_widget_add_css_class (slot.button, "label-button");
  /* The post keeps the focus: keys go on. */
  gtk_widget_set_focus_on_click (slot.button, FALSE);
  g_signal_connect_swapped (slot.button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (slot.button, self->box);
  g_array_append_val (self->slots, slot);
  return &g_array_index (self->slots, Slot, self->slots->len - 1);
}

static void
fill_slot (Slot *slot)
{
  g_autofree char *key = exm_label_dup_key_text (slot->label);
  const char      *name = exm_label_get_name (slot->label);
  const char      *definition = exm_label_get_definition (slot->label);
  g_autofree char *spoken = NULL;

  if (*key != '\0')
    /* Translators: the name of a button for screen readers: a label and its key */
    spoken = g_strdup_printf (_ ("%s, key %s"), name, key);
  gtk_label_set_label (GTK_LABEL (slot->pill), key);
  gtk_label_set_label (GTK_LABEL (slot->name), name);
  exm_palette_set_class (slot->pill, exm_label_get_color (slot->label));
  exm_tooltip_set (slot->button, definition);
  gtk_accessible_update_property (GTK_ACCESSIBLE (slot->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : name, -1);
}

static void
empty_slot (Slot *slot)
{
  if (slot->label != NULL)
    g_clear_signal_handler (&slot->notify_id, slot->label);
  g_clear_object (&slot->label);
}

/* --- which ------------------------------------------------------------------------------ */

static void
mark_button (GtkWidget *button,
             gboolean   is_current)
{
  if (is_current)
    gtk_widget_add_css_class (button, "label-given");
  else
    gtk_widget_remove_css_class (button, "label-given");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               is_current ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
show_current (ExmLabelButtons *self)
{
  GtkWidget *button = NULL;

  for (guint i = 0; i < self->n_used && self->current != 0; i++)
    if (exm_label_get_id (g_array_index (self->slots, Slot, i).label) == self->current)
      button = g_array_index (self->slots, Slot, i).button;
  if (button == self->current_button)
    return;
  if (self->current_button != NULL)
    mark_button (self->current_button, FALSE);
  self->current_button = button;
  if (button != NULL)
    mark_button (button, TRUE);
}

static gboolean
fits (ExmLabel   *label,
      const char *needle)
{
  g_autofree char *name = NULL;

  if (*needle == '\0')
    return TRUE;
  name = g_utf8_casefold (exm_label_get_name (label), -1);
  return strstr (name, needle) != NULL;
}

static void
notify_cb (ExmLabelButtons *self,
           GParamSpec      *pspec,
           ExmLabel        *label)
{
  /* Counts change with every key, and are not shown. */
  if (g_str_equal (pspec->name, "count"))
    return;
  for (guint i = 0; i < self->n_used; i++)
    if (g_array_index (self->slots, Slot, i).label == label)
      fill_slot (&g_array_index (self->slots, Slot, i));
}

static void
use_slot (ExmLabelButtons *self,
          ExmLabel        *label)
{
  Slot *slot = self->n_used < self->slots->len ? &g_array_index (self->slots, Slot, self->n_used) : add_slot (self);

  self->n_used++;
  gtk_widget_set_visible (slot->button, TRUE);
  if (slot->label == label)
    return;
  empty_slot (slot);
  slot->label = g_object_ref (label);
  slot->notify_id = g_signal_connect_swapped (label, "notify", G_CALLBACK (notify_cb), self);
  fill_slot (slot);
}

/* Names that begin with what was typed come first; the first of all is what Enter gives. */
static void
rebuild (ExmLabelButtons *self)
{
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  guint            n_labels = self->labels != NULL ? g_list_model_get_n_items (self->labels) : 0;

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_strstrip (needle);
  if (self->current_button != NULL)
    mark_button (self->current_button, FALSE);
  self->current_button = NULL;
  self->n_used = 0;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n_labels && self->n_used < MOST_BUTTONS; i++)
      {
        g_autoptr(ExmLabel) label = g_list_model_get_item (self->labels, i);
        g_autofree char *name = g_utf8_casefold (exm_label_get_name (label), -1);
        gboolean         begins = g_str_has_prefix (name, needle);

        if (begins == (pass == 0) && fits (label, needle))
          use_slot (self, label);
      }
  for (guint i = self->n_used; i < self->slots->len; i++)
    {
      empty_slot (&g_array_index (self->slots, Slot, i));
      gtk_widget_set_visible (g_array_index (self->slots, Slot, i).button, FALSE);
    }
  gtk_widget_set_visible (self->none, self->n_used == 0 && *needle != '\0');
  gtk_widget_set_visible (self->entry, self->is_finding || n_labels >= SEARCH_FROM);
  show_current (self);
}

static gboolean
rebuild_cb (gpointer user_data)
{
  ExmLabelButtons *self = user_data;

  self->rebuild_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (ExmLabelButtons *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

/* --- finding ------------------------------------------------------------------------------- */

static void
typed_cb (ExmLabelButtons *self)
{
  if (self->labels != NULL)
    rebuild (self);
}

static void
enter_cb (ExmLabelButtons *self)
{
  ExmLabel  *label = self->n_used > 0 ? g_array_index (self->slots, Slot, 0).label : NULL;
  ExmLabelId id = label != NULL ? exm_label_get_id (label) : 0;

  if (label == NULL || *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0')
    {
      gtk_widget_error_bell (self->entry);
      return;
    }
  stop_finding (self);
  g_signal_emit (self, signals[PICKED], 0, (guint)id);
}

void
exm_label_buttons_find (ExmLabelButtons *self)
{
  g_return_if_fail (EXM_IS_LABEL_BUTTONS (self));

  self->is_finding = TRUE;
  gtk_widget_set_visible (self->entry, TRUE);
  gtk_widget_grab_focus (self->entry);
}

static void
stop_search_cb (ExmLabelButtons *self)
{
  stop_finding (self);
}

/* --- widget ----------------------------------------------------------------------------------- */

void
exm_label_buttons_set_current (ExmLabelButtons *self,
                               ExmLabelId       id)
{
  g_return_if_fail (EXM_IS_LABEL_BUTTONS (self));

  if (self->current == id)
    return;
  self->current = id;
  show_current (self);
}

void
exm_label_buttons_set_low (ExmLabelButtons *self,
                           gboolean         low)
{
  g_return_if_fail (EXM_IS_LABEL_BUTTONS (self));

  self->is_low = low;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
exm_label_buttons_set_dataset (ExmLabelButtons *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_BUTTONS (self));

  if (self->labels == (dataset != NULL ? exm_dataset_get_labels (dataset) : NULL))
    return;
  if (self->labels != NULL)
    g_signal_handlers_disconnect_by_func (self->labels, items_changed_cb, self);
  g_clear_object (&self->labels);
  if (dataset != NULL)
    {
      self->labels = g_object_ref (exm_dataset_get_labels (dataset));
      g_signal_connect_swapped (self->labels, "items-changed", G_CALLBACK (items_changed_cb), self);
    }
  self->current = 0;
  self->is_finding = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  rebuild (self);
}

/* A scrolled window of GTK 4.8 does not know how high its lines are in this width. */
static void
exm_label_buttons_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  ExmLabelButtons *self = EXM_LABEL_BUTTONS (widget);
  int              least, wanted;

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child == self->scroller ? self->box : child, orientation, for_size, &least, &wanted, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, wanted);
          continue;
        }
      if (child == self->scroller)
        wanted = MIN (wanted, self->is_low ? LOW_HEIGHT : MOST_HEIGHT);
      *natural += wanted + (*natural > 0 ? SPACING : 0);
      *minimum = *natural;
    }
}

static void
exm_label_buttons_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  ExmLabelButtons *self = EXM_LABEL_BUTTONS (widget);
  int              y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, &wanted, NULL, NULL);
      if (child == self->scroller)
        wanted = MAX (height - y, least);
      gtk_widget_size_allocate (child, &(GtkAllocation){ 0, y, width, wanted }, -1);
      y += wanted + SPACING;
    }
}

static GtkSizeRequestMode
exm_label_buttons_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
exm_label_buttons_dispose (GObject *object)
{
  ExmLabelButtons *self = EXM_LABEL_BUTTONS (object);
  GtkWidget       *child;

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  if (self->labels != NULL)
    g_signal_handlers_disconnect_by_func (self->labels, items_changed_cb, self);
  g_clear_object (&self->labels);
  for (guint i = 0; i < self->slots->len; i++)
    empty_slot (&g_array_index (self->slots, Slot, i));
  g_array_set_size (self->slots, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_label_buttons_parent_class)->dispose (object);
}

static void
exm_label_buttons_finalize (GObject *object)
{
  g_array_unref (EXM_LABEL_BUTTONS (object)->slots);

  G_OBJECT_CLASS (exm_label_buttons_parent_class)->finalize (object);
}

static void
exm_label_buttons_class_init (ExmLabelButtonsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_label_buttons_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_label_buttons_finalize;
  GTK_WIDGET_CLASS (klass)->measure = exm_label_buttons_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = exm_label_buttons_size_allocate;
  GTK_WIDGET_CLASS (klass)->get_request_mode = exm_label_buttons_get_request_mode;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "exmlabelbuttons");

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
exm_label_buttons_init (ExmLabelButtons *self)
{
  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Find a label"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find a label"), -1);
  gtk_widget_set_visible (self->entry, FALSE);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (enter_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_search_cb), self);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));

  self->none = gtk_label_new (_ ("No label has that in its name"));
  gtk_widget_add_css_class (self->none, "dim-label");
  gtk_widget_set_visible (self->none, FALSE);
  gtk_widget_set_parent (self->none, GTK_WIDGET (self));

  self->box = exm_wrap_box_new (6, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Labels"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
exm_label_buttons_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_BUTTONS, NULL);
}
