/* exm-label-page-build.c - the parts of the Label page and where they stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-grid-card.h"
#include "exm-settings.h"
#include "exm-wrap-layout.h"

/*  head:   grid  posts  order  …                 ring  progress
 *  strip of the last decisions
 *  card, grid or words                            guide
 *  hint, for a while
 *  note, output, labels
 *  legend of the keys
 */

/* The size of the cards is a number in a setting, and the scale shows it. */
#define SIZE_KEY "label-card-size"

/* --- head ---------------------------------------------------------------------------- */

static void
name (GtkWidget  *widget,
      const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* What makes sense for one post only is left out for many. */
static void
show_legend (ExmLabelPage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->legend); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const char *action = gtk_actionable_get_action_name (GTK_ACTIONABLE (child));
      gboolean    for_one = g_str_equal (action, "label.note") || g_str_equal (action, "label.back") || g_str_equal (action, "label.forward");

      gtk_widget_set_visible (child, !self->is_grid || !for_one);
    }
}

static void
grid_toggled_cb (ExmLabelPage *self)
{
  self->is_grid = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->grid_button));
  gtk_widget_set_visible (self->strip, !self->is_grid && self->recent->len > 0);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (self->progress), "pace"), !self->is_grid);
  gtk_widget_set_visible (self->order_drop, !self->is_grid);
  gtk_widget_set_visible (self->size_scale, self->is_grid);
  show_legend (self);
  _exm_label_page_fill_scopes (self);
  exm_label_buttons_set_low (EXM_LABEL_BUTTONS (self->buttons), self->is_grid || self->last_height < EXM_LABEL_PAGE_LOW);
  exm_post_grid_set_active (EXM_POST_GRID (self->grid), self->is_grid);
  _exm_label_page_update (self);
  _exm_label_page_focus_card (self);
}

static void
writes_cb (ExmLabelPage *self)
{
  if (self->is_filling)
    return;
  _exm_label_page_save_output (self, FALSE);
  self->writes = gtk_switch_get_active (GTK_SWITCH (self->writes_switch));
  self->output_id = 0;
  _exm_label_page_update (self);
}

static GtkWidget *
add_option (GtkWidget  *grid,
            int         row,
            const char *text,
            GtkWidget  *control)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_widget_set_halign (control, GTK_ALIGN_END);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), control, 1, row, 1, 1);
  return control;
}

static gboolean
delay_get (GValue   *value,
           GVariant *variant,
           gpointer  user_data)
{
  g_value_set_double (value, g_variant_get_uint32 (variant) / 1000.0);
  return TRUE;
}

static GVariant *
delay_set (const GValue       *value,
           const GVariantType *type,
           gpointer            user_data)
{
  return g_variant_new_uint32 ((guint32)(g_value_get_double (value) * 1000 + 0.5));
}

static GtkWidget *
build_options (ExmLabelPage *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *grid = gtk_grid_new ();
  GSettings *settings = exm_settings_get_default ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_widget_add_css_class (grid, "label-options");
  self->advance_switch = add_option (grid, 0, _ ("_Go on after each label"), gtk_switch_new ());
  self->delay_spin = add_option (grid, 1, _ ("_Wait before that, in seconds"), gtk_spin_button_new_with_range (0, 5, 0.1));
  self->writes_switch = add_option (grid, 2, _ ("_Write outputs instead of labels"), gtk_switch_new ());
  g_settings_bind (settings, "label-advance", self->advance_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "label-advance", self->delay_spin, "sensitive", G_SETTINGS_BIND_GET);
  g_settings_bind_with_mapping (settings, "label-delay", self->delay_spin, "value", G_SETTINGS_BIND_DEFAULT,
                                delay_get, delay_set, NULL, NULL);
  g_signal_connect_swapped (self->writes_switch, "notify::active", G_CALLBACK (writes_cb), self);

  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "preferences-system-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("How to Label"));
  gtk_widget_add_css_class (button, "flat");
  name (button, _ ("How to label"));
  return button;
}

static GtkWidget *
drop_down_new (ExmLabelPage *self,
               const char   *text,
               GCallback     callback)
{
  GtkWidget *drop = gtk_drop_down_new (NULL, NULL);

  gtk_widget_set_tooltip_text (drop, text);
  name (drop, text);
  g_signal_connect_swapped (drop, "notify::selected", callback, self);
  return drop;
}

static void
size_cb (ExmLabelPage *self)
{
  exm_post_grid_set_size (EXM_POST_GRID (self->grid), (guint)gtk_range_get_value (GTK_RANGE (self->size_scale)));
}

static GtkWidget *
build_size (ExmLabelPage *self)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (1, 0, EXM_GRID_CARD_N_SIZES - 1, 1, 1, 0);

  self->size_scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  gtk_scale_set_draw_value (GTK_SCALE (self->size_scale), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (self->size_scale), 0);
  gtk_widget_set_size_request (self->size_scale, 100, -1);
  gtk_widget_set_visible (self->size_scale, FALSE);
  gtk_widget_set_tooltip_text (self->size_scale, _ ("Size of the Cards"));
  name (self->size_scale, _ ("Size of the cards"));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (size_cb), self, G_CONNECT_SWAPPED);
  return self->size_scale;
}

static GtkWidget *
build_head (ExmLabelPage *self)
{
  GtkWidget *head = exm_wrap_box_new (6, FALSE);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *progress = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *pace = gtk_label_new (NULL);

  self->grid_button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->grid_button), "view-grid-symbolic");
  gtk_widget_set_tooltip_text (self->grid_button, _ ("Many Posts at Once"));
  name (self->grid_button, _ ("Many posts at once"));
  g_signal_connect_swapped (self->grid_button, "toggled", G_CALLBACK (grid_toggled_cb), self);
  self->scope_drop = drop_down_new (self, _ ("Which Posts"), G_CALLBACK (_exm_label_page_scope_cb));
  self->order_drop = drop_down_new (self, _ ("In Which Order"), G_CALLBACK (_exm_label_page_order_cb));
  self->ring = exm_progress_ring_new ();
  gtk_widget_set_valign (self->ring, GTK_ALIGN_CENTER);
  self->progress = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->progress, "numeric");
  gtk_widget_add_css_class (pace, "numeric");
  gtk_widget_add_css_class (pace, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (pace), PANGO_ELLIPSIZE_END);
  g_object_set_data (G_OBJECT (self->progress), "pace", pace);
  gtk_box_append (GTK_BOX (box), self->grid_button);
  gtk_box_append (GTK_BOX (box), build_options (self));
  gtk_box_append (GTK_BOX (progress), self->ring);
  gtk_box_append (GTK_BOX (progress), self->progress);
  gtk_box_append (GTK_BOX (progress), pace);
  gtk_widget_set_parent (box, head);
  gtk_widget_set_parent (self->scope_drop, head);
  gtk_widget_set_parent (self->order_drop, head);
  gtk_widget_set_parent (build_size (self), head);
  gtk_widget_set_parent (progress, head);
  gtk_widget_add_css_class (head, "label-head");
  return head;
}

/* --- below the post ---------------------------------------------------------------------- */

static void
note_enter_cb (ExmLabelPage *self)
{
  ExmRowId id = self->note_id;

  self->note_id = 0;
  gtk_widget_set_visible (self->note_row, FALSE);
  if (id != 0 && self->dataset != NULL)
    {
      g_autoptr(ExmTarget) target = exm_target_new_row (id);

      exm_feedback_run (GTK_WIDGET (self), self->dataset,
                        exm_command_new_set_note (target, gtk_editable_get_text (GTK_EDITABLE (self->note_entry))), EXM_RUN_QUIET);
    }
  _exm_label_page_focus_card (self);
}

static GtkWidget *
build_note (ExmLabelPage *self)
{
  self->note_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->note_entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->note_entry), _ ("Note; Enter saves it"));
  gtk_widget_set_hexpand (self->note_entry, TRUE);
  name (self->note_entry, _ ("Note"));
  g_signal_connect_swapped (self->note_entry, "activate", G_CALLBACK (note_enter_cb), self);
  gtk_box_append (GTK_BOX (self->note_row), self->note_entry);
  gtk_widget_set_visible (self->note_row, FALSE);
  return self->note_row;
}

static void
output_save_cb (ExmLabelPage *self)
{
  _exm_label_page_save_output (self, TRUE);
}

static GtkWidget *
build_output (ExmLabelPage *self)
{
  GtkWidget *frame = gtk_scrolled_window_new ();
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save and Go On"));

  self->output_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->output_view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->output_view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->output_view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->output_view), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->output_view), 8);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->output_view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->output_view), 8);
  name (self->output_view, _ ("Output"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (frame), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (frame), EXM_LABEL_PAGE_OUTPUT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (frame), self->output_view);
  gtk_widget_add_css_class (frame, "card");
  gtk_widget_set_hexpand (frame, TRUE);
  gtk_widget_set_tooltip_text (save, _ ("Control and Enter"));
  gtk_widget_set_valign (save, GTK_ALIGN_END);
  gtk_widget_set_halign (save, GTK_ALIGN_END);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (output_save_cb), self);
  gtk_box_append (GTK_BOX (self->output_box), frame);
  gtk_box_append (GTK_BOX (self->output_box), save);
  gtk_widget_set_visible (self->output_box, FALSE);
  return self->output_box;
}

static void
first_label_cb (ExmLabelPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->first_entry))));

  if (*text == '\0' || self->dataset == NULL)
    return;
  exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_label_add (text, 0), EXM_RUN_QUIET);
  gtk_editable_set_text (GTK_EDITABLE (self->first_entry), "");
  gtk_widget_grab_focus (self->card);
}

static GtkWidget *
build_first_label (ExmLabelPage *self)
{
  GtkWidget *label = gtk_label_new (_ ("There are no labels yet. Name the first one:"));
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add Label"));

  self->first_label = exm_wrap_box_new (6, FALSE);
  self->first_entry = gtk_entry_new ();
  name (self->first_entry, _ ("Name of the first label"));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  g_signal_connect_swapped (self->first_entry, "activate", G_CALLBACK (first_label_cb), self);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (first_label_cb), self);
  gtk_widget_set_parent (label, self->first_label);
  gtk_widget_set_parent (self->first_entry, self->first_label);
  gtk_widget_set_parent (add, self->first_label);
  gtk_widget_set_visible (self->first_label, FALSE);
  return self->first_label;
}

static void
picked_cb (ExmLabelPage *self,
           guint         id)
{
  if (self->is_grid)
    exm_post_grid_give_label (EXM_POST_GRID (self->grid), (ExmLabelId)id);
  else
    _exm_label_page_act (self, EXM_ACT_LABEL, (ExmLabelId)id);
}

static GtkWidget *
build_foot (ExmLabelPage *self)
{
  self->foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->buttons = exm_label_buttons_new ();
  g_signal_connect_swapped (self->buttons, "picked", G_CALLBACK (picked_cb), self);
  g_signal_connect_swapped (self->buttons, "left", G_CALLBACK (_exm_label_page_focus_card), self);
  gtk_box_append (GTK_BOX (self->foot), build_note (self));
  gtk_box_append (GTK_BOX (self->foot), build_output (self));
  gtk_box_append (GTK_BOX (self->foot), build_first_label (self));
  gtk_box_append (GTK_BOX (self->foot), self->buttons);
  return self->foot;
}

/* --- legend --------------------------------------------------------------------------------- */

static const struct
{
  const char *key;
  const char *text;
  const char *action;
} legend[] = {
  { N_ ("Space"), N_ ("Skip"), "label.skip" },
    { "!", N_ ("Flag"), "label.flag" },
      { ".", N_ ("Note"), "label.note" },
        { "←", N_ ("Back"), "label.back" },
          { "→", N_ ("Next"), "label.forward" },
            { "-", N_ ("Undo"), "label.undo" },
              { "/", N_ ("Find"), "label.find" },
                { "?", N_ ("Definitions"), "label.definitions" },
                  { "F4", N_ ("Guideline"), "label.guideline" },
                    { "+", N_ ("Grid"), "label.grid" },
                  };

/* Back is the way that one has read, wherever that begins. */
static const char *
key_of (guint i)
{
  gboolean is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  if (is_rtl && g_str_equal (legend[i].action, "label.back"))
    return "→";
  if (is_rtl && g_str_equal (legend[i].action, "label.forward"))
    return "←";
  return _ (legend[i].key);
}

static GtkWidget *
build_legend (ExmLabelPage *self)
{
  self->legend = exm_wrap_box_new (2, TRUE);
  name (self->legend, _ ("Keys"));
  for (guint i = 0; i < G_N_ELEMENTS (legend); i++)
    {
      GtkWidget *button = gtk_button_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *key = gtk_label_new (key_of (i));
      /* Translators: the name of a button for screen readers: what it does and its key */
      g_autofree char *spoken = g_strdup_printf (_ ("%s, key %s"), _ (legend[i].text), key_of (i));

      gtk_widget_add_css_class (key, "key-cap");
      gtk_box_append (GTK_BOX (box), key);
      gtk_box_append (GTK_BOX (box), gtk_label_new (_ (legend[i].text)));
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), legend[i].action);
      gtk_widget_set_focus_on_click (button, FALSE);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "legend");
      name (button, spoken);
      gtk_widget_set_parent (button, self->legend);
    }
  return self->legend;
}

/* --- all -------------------------------------------------------------------------------------- */

static GtkWidget *
build_middle (ExmLabelPage *self)
{
  self->toasts = adw_toast_overlay_new ();

  self->card = exm_post_card_new ();
  self->grid = exm_post_grid_new ();
  self->status = adw_status_page_new ();
  self->status_buttons = exm_wrap_box_new (12, FALSE);
  gtk_widget_set_halign (self->status_buttons, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->status_buttons, "above-toast");
  adw_status_page_set_child (ADW_STATUS_PAGE (self->status), self->status_buttons);
  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->card);
  gtk_stack_add_child (GTK_STACK (self->stack), self->grid);
  gtk_stack_add_child (GTK_STACK (self->stack), self->status);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_widget_set_hexpand (self->stack, TRUE);

  self->guide = exm_guide_pane_new ();
  self->middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), self->stack);
  gtk_box_append (GTK_BOX (self->middle), self->toasts);
  gtk_box_append (GTK_BOX (self->middle), self->guide);
  return self->middle;
}

/* A line of its own, taken from the room of the post: over the post it would lie under
 * the toasts. What is below stays where it is. */
static GtkWidget *
build_hint (ExmLabelPage *self)
{
  self->hint = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "label-hint");
  gtk_widget_set_halign (self->hint, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->hint, FALSE);
  return self->hint;
}

static void
strip_chosen_cb (ExmLabelPage *self,
                 guint         id)
{
  if (self->queue != NULL)
    exm_queue_go_to (self->queue, id);
  _exm_label_page_focus_card (self);
}

void
_exm_label_page_build (ExmLabelPage *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->box, "label-page");
  self->strip = exm_decision_strip_new ();
  g_signal_connect_swapped (self->strip, "chosen", G_CALLBACK (strip_chosen_cb), self);
  gtk_box_append (GTK_BOX (self->box), build_head (self));
  gtk_box_append (GTK_BOX (self->box), self->strip);
  gtk_box_append (GTK_BOX (self->box), build_middle (self));
  gtk_box_append (GTK_BOX (self->box), build_hint (self));
  gtk_box_append (GTK_BOX (self->box), build_foot (self));
  gtk_box_append (GTK_BOX (self->box), build_legend (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_settings_bind (exm_settings_get_default (), SIZE_KEY, gtk_range_get_adjustment (GTK_RANGE (self->size_scale)), "value",
                   G_SETTINGS_BIND_DEFAULT);
  size_cb (self);
  g_signal_connect_swapped (self->grid, "selected", G_CALLBACK (_exm_label_page_update_soon), self);
  g_signal_connect_swapped (self->guide, "notify::visible", G_CALLBACK (_exm_label_page_show_legend), self);
  g_signal_connect_swapped (self->guide, "closed", G_CALLBACK (_exm_label_page_focus_card), self);
}
