/* exm-post-card.c - a post as people know posts, to be read and decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-post-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-palette.h"

/* Laying out text costs about a millisecond for each 2,000 characters, and no
 * post of a network has more; the rest comes when it is asked for. */
#define SHOWN_CHARS 4000
#define SHOWN_CHARS_MOST 200000
#define SHOWN_TURN_CHARS 1000
#define SHOWN_TURNS 12

/* Pixels: the longest line that reads well, and what is left of a card at worst. */
#define MAX_WIDTH 760
#define MIN_WIDTH 160
#define MIN_HEIGHT 80

struct _ExmPostCard
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *heading;
  GtkWidget *byline; /* who wrote it, and when */
  GtkWidget *chip;   /* what it is labelled with */
  GtkWidget *mark;
  GtkWidget *turns;
  GtkWidget *post;
  GtkWidget *more;
  GtkWidget *output;
  GtkWidget *note;
  GtkWidget *system;

  ExmRowId shown; /* 0 = none */
  char    *input; /* of the row, whole */
  char    *description;
};

G_DEFINE_FINAL_TYPE (ExmPostCard, exm_post_card, GTK_TYPE_WIDGET)

/* --- links ---------------------------------------------------------------------------- */

static gboolean
begins_link (const char *text)
{
  return g_ascii_strncasecmp (text, "http://", 7) == 0 || g_ascii_strncasecmp (text, "https://", 8) == 0 ||
         g_ascii_strncasecmp (text, "www.", 4) == 0;
}

PangoAttrList *
exm_post_card_dup_links (const char *text)
{
  PangoAttrList *list = NULL;
  gboolean       at_word = TRUE;

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p;

      if (!at_word || !begins_link (p))
        {
          at_word = !g_ascii_isalnum (*p) && *p != '.' && *p != '/';
          p++;
          continue;
        }
      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      /* A full stop ends the sentence, not the address. */
      while (end > p && strchr (".,;:!?)\"'", end[-1]) != NULL)
        end--;

      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      line->start_index = (guint)(p - text);
      line->end_index = (guint)(end - text);
      if (list == NULL)
        list = pango_attr_list_new ();
      pango_attr_list_insert (list, line);
      p = end;
      at_word = FALSE;
    }
  return list;
}

/* Cut at @most characters; @n_left: (out): how many are not in it. */
static char *
cut (const char *text,
     glong       most,
     glong      *n_left)
{
  glong n_chars;

  *n_left = 0;
  if (strlen (text) <= (gsize)most)
    return g_strdup (text);
  n_chars = g_utf8_strlen (text, -1);
  if (n_chars <= most)
    return g_strdup (text);
  *n_left = n_chars - most;
  return g_utf8_substring (text, 0, most);
}

void
exm_post_card_align (GtkLabel *label)
{
  gboolean text_is_rtl = pango_layout_get_direction (gtk_label_get_layout (label), 0) == PANGO_DIRECTION_RTL;
  gboolean window_is_rtl = gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL;

  /* GTK turns xalign round where the window reads from the right. */
  gtk_label_set_xalign (label, text_is_rtl != window_is_rtl ? 1 : 0);
}

static void
set_text (GtkWidget  *label,
          const char *text)
{
  PangoAttrList *links = exm_post_card_dup_links (text);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_attributes (GTK_LABEL (label), links);
  exm_post_card_align (GTK_LABEL (label));
  g_clear_pointer (&links, pango_attr_list_unref);
}

/* --- parts ------------------------------------------------------------------------------ */

static GtkWidget *
text_label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_turn (ExmPostCard   *self,
          const ExmTurn *turn)
{
  gboolean         is_model = turn->role == EXM_ROLE_MODEL;
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget       *who = text_label_new ("caption");
  GtkWidget       *said = text_label_new ("turn-text");
  glong            n_left;
  g_autofree char *text = cut (turn->text, SHOWN_TURN_CHARS, &n_left);
  g_autofree char *shown = n_left > 0 ? g_strconcat (text, "…", NULL) : g_steal_pointer (&text);

  gtk_label_set_label (GTK_LABEL (who), is_model ? C_ ("turn", "Model") : turn->role == EXM_ROLE_SYSTEM ? C_ ("turn", "System") : C_ ("turn", "User"));
  gtk_widget_add_css_class (who, "dim-label");
  set_text (said, shown);
  gtk_box_append (GTK_BOX (box), who);
  gtk_box_append (GTK_BOX (box), said);
  gtk_widget_add_css_class (box, "turn-bubble");
  gtk_widget_add_css_class (box, is_model ? "turn-model" : "turn-user");
  gtk_widget_set_halign (box, is_model ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->turns), box);
}

static void
show_turns (ExmPostCard     *self,
            const GPtrArray *turns)
{
  GtkWidget *child;
  guint      n_turns = turns != NULL ? turns->len : 0;
  guint      first = n_turns > SHOWN_TURNS ? n_turns - SHOWN_TURNS : 0;

  while ((child = gtk_widget_get_first_child (self->turns)) != NULL)
    gtk_box_remove (GTK_BOX (self->turns), child);
  gtk_widget_set_visible (self->turns, n_turns > 0);
  if (first > 0)
    {
      GtkWidget       *label = text_label_new ("caption");
      g_autofree char *text = g_strdup_printf (ngettext ("%u earlier turn", "%u earlier turns", first), first);

      gtk_label_set_label (GTK_LABEL (label), text);
      gtk_box_append (GTK_BOX (self->turns), label);
    }
  for (guint i = first; i < n_turns; i++)
    add_turn (self, g_ptr_array_index (turns, i));
}

static void
show_input (ExmPostCard *self,
            glong        most)
{
  glong            n_left;
  g_autofree char *text = cut (self->input, most, &n_left);
  gboolean         is_empty = *text == '\0' || strspn (text, " \t\r\n") == strlen (text);

  set_text (self->post, is_empty ? _ ("This post is empty") : text);
  if (is_empty)
    gtk_widget_add_css_class (self->post, "dim-label");
  else
    gtk_widget_remove_css_class (self->post, "dim-label");
  gtk_widget_set_visible (self->more, n_left > 0);
  if (n_left > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("Show %'ld More Character", "Show %'ld More Characters", (gulong)n_left), n_left);

      gtk_button_set_label (GTK_BUTTON (self->more), more);
    }
}

static void
more_cb (ExmPostCard *self)
{
  if (self->input != NULL)
    show_input (self, SHOWN_CHARS_MOST);
}

static void
show_line (GtkWidget  *label,
           const char *format,
           const char *text)
{
  g_autofree char *line = NULL;

  gtk_widget_set_visible (label, text != NULL && *text != '\0');
  if (text == NULL || *text == '\0')
    return;
  line = g_strdup_printf ("%s %s", format, text);
  gtk_label_set_label (GTK_LABEL (label), line);
}

static void
show_byline (ExmPostCard      *self,
             const ExmExample *example)
{
  const char      *author = example->author;
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  if (example->time != 0)
    {
      g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (example->time);
      g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

      when = local != NULL ? g_date_time_format (local, "%x %H:%M") : NULL;
    }
  if (author != NULL && when != NULL)
    text = g_strdup_printf ("%s · %s", author, when);
  else
    text = g_strdup (author != NULL ? author : when);
  gtk_widget_set_visible (self->byline, text != NULL);
  gtk_label_set_label (GTK_LABEL (self->byline), text != NULL ? text : "");
}

static const char *
show_label (ExmPostCard      *self,
            ExmDataset       *dataset,
            const ExmExample *example)
{
  ExmLabel *label = example->label != 0 ? exm_dataset_get_label (dataset, example->label) : NULL;

  gtk_widget_set_visible (self->chip, label != NULL);
  if (label == NULL)
    return example->output;
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->chip)), exm_label_get_name (label)) != 0)
    gtk_label_set_label (GTK_LABEL (self->chip), exm_label_get_name (label));
  exm_palette_set_class (self->chip, exm_label_get_color (label));
  return exm_label_get_name (label);
}

/* --- all of it ---------------------------------------------------------------------------- */

static void
describe (ExmPostCard      *self,
          const char       *heading,
          const ExmExample *example,
          const char       *label)
{
  glong            n_left;
  g_autofree char *text = example != NULL ? cut (example->input, SHOWN_TURN_CHARS, &n_left) : g_strdup ("");
  g_autofree char *description = NULL;

  /* Translators: what a screen reader says of a post: which, its text, its label */
  description = g_strdup_printf (_ ("%s: %s. Label: %s"), heading, text, label != NULL && *label != '\0' ? label : _ ("none"));
  if (g_strcmp0 (description, self->description) == 0)
    return;
  g_free (self->description);
  self->description = g_steal_pointer (&description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->description, -1);
}

static void
show_nothing (ExmPostCard *self,
              const char  *error)
{
  self->shown = 0;
  g_clear_pointer (&self->input, g_free);
  gtk_label_set_label (GTK_LABEL (self->post), error != NULL ? error : "");
  gtk_label_set_attributes (GTK_LABEL (self->post), NULL);
  gtk_widget_set_visible (self->turns, FALSE);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_set_visible (self->byline, FALSE);
  gtk_widget_set_visible (self->chip, FALSE);
  gtk_widget_set_visible (self->mark, FALSE);
  gtk_widget_set_visible (self->output, FALSE);
  gtk_widget_set_visible (self->note, FALSE);
  gtk_widget_set_visible (self->system, FALSE);
}

void
exm_post_card_show (ExmPostCard      *self,
                    ExmDataset       *dataset,
                    const ExmExample *example,
                    const char       *heading,
                    const char       *error)
{
  const char *label;

  g_return_if_fail (EXM_IS_POST_CARD (self));

  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->heading)), heading) != 0)
    gtk_label_set_label (GTK_LABEL (self->heading), heading);
  if (example == NULL)
    {
      show_nothing (self, error);
      describe (self, heading, NULL, NULL);
      return;
    }
  if (self->shown != example->id || g_strcmp0 (self->input, example->input) != 0)
    {
      g_free (self->input);
      self->input = g_strdup (example->input);
      show_input (self, SHOWN_CHARS);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
      if (gtk_widget_get_visible (self->turns) || (example->turns != NULL && example->turns->len > 0))
        show_turns (self, example->turns);
    }
  if (self->shown != example->id)
    show_byline (self, example);
  self->shown = example->id;
  label = show_label (self, dataset, example);
  gtk_widget_set_visible (self->mark, example->mark != EXM_MARK_NONE);
  if (example->mark != EXM_MARK_NONE)
    gtk_label_set_label (GTK_LABEL (self->mark), exm_state_to_string (example->mark == EXM_MARK_SKIPPED ? EXM_STATE_SKIPPED
                                                                                                        : EXM_STATE_FLAGGED));
  show_line (self->output, _ ("Output:"), example->output);
  show_line (self->note, _ ("Note:"), example->note);
  show_line (self->system, _ ("Own system instruction:"),
                              example->has_system ? (example->system != NULL && *example->system != '\0' ? example->system : _ ("none")) : NULL);
  describe (self, heading, example, label);
}

/* --- widget --------------------------------------------------------------------------------- */

static gboolean
scroll_key_cb (GtkEventControllerKey *controller,
               guint                  keyval,
               guint                  keycode,
               GdkModifierType        state,
               ExmPostCard           *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double         page = gtk_adjustment_get_page_size (adjustment);
  double         step = 0;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK) || gtk_adjustment_get_upper (adjustment) <= page)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Down:
      step = 40;
      break;
    case GDK_KEY_Up:
      step = -40;
      break;
    case GDK_KEY_Page_Down:
      step = page * 0.9;
      break;
    case GDK_KEY_Page_Up:
      step = -page * 0.9;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + step);
  return GDK_EVENT_STOP;
}

/* Two stops: the card, and the button for more of it. The scroller between would be one
 * of its own, of no use. */
static gboolean
exm_post_card_focus (GtkWidget       *widget,
                     GtkDirectionType direction)
{
  ExmPostCard *self = EXM_POST_CARD (widget);
  gboolean     is_back = direction == GTK_DIR_TAB_BACKWARD;
  gboolean     has_more = gtk_widget_get_visible (self->more);
  GtkWidget   *to = widget;

  if (direction != GTK_DIR_TAB_FORWARD && !is_back)
    return GTK_WIDGET_CLASS (exm_post_card_parent_class)->focus (widget, direction);
  if (gtk_widget_is_focus (self->more))
    to = is_back ? widget : NULL;
  else if (gtk_widget_is_focus (widget))
    to = !is_back && has_more ? self->more : NULL;
  else if (is_back && has_more)
    to = self->more;
  return to != NULL && gtk_widget_grab_focus (to);
}

/* The post scrolls, so its size is the window's business only: what stands in it must
 * not move what is around. In time this is no gain (measured). */
static void
exm_post_card_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX_WIDTH : MIN_HEIGHT;
}

static void
exm_post_card_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  ExmPostCard *self = EXM_POST_CARD (widget);
  int          minimum;

  gtk_widget_measure (self->scroller, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->scroller, &(GtkAllocation){ 0, 0, MAX (width, minimum), height }, baseline);
}

static void
exm_post_card_dispose (GObject *object)
{
  g_clear_pointer (&EXM_POST_CARD (object)->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_post_card_parent_class)->dispose (object);
}

static void
exm_post_card_finalize (GObject *object)
{
  g_free (EXM_POST_CARD (object)->input);
  g_free (EXM_POST_CARD (object)->description);

  G_OBJECT_CLASS (exm_post_card_parent_class)->finalize (object);
}

static void
exm_post_card_class_init (ExmPostCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_post_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_post_card_finalize;
  widget_class->focus = exm_post_card_focus;
  gtk_widget_class_set_css_name (widget_class, "exmpostcard");
  widget_class->measure = exm_post_card_measure;
  widget_class->size_allocate = exm_post_card_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
build_head (ExmPostCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->heading), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->heading, TRUE);
  gtk_widget_add_css_class (self->heading, "dim-label");
  self->mark = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->mark, "post-mark");
  self->chip = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->chip), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->chip), 24);
  gtk_widget_add_css_class (self->chip, "label-chip");
  gtk_box_append (GTK_BOX (head), self->heading);
  gtk_box_append (GTK_BOX (head), self->mark);
  gtk_box_append (GTK_BOX (head), self->chip);
  return head;
}

static void
exm_post_card_init (ExmPostCard *self)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget          *clamp = adw_clamp_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  self->turns = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->byline = text_label_new ("caption");
  gtk_widget_add_css_class (self->byline, "dim-label");
  self->post = text_label_new ("post-text");
  self->more = gtk_button_new ();
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_set_focus_on_click (self->more, FALSE);
  self->output = text_label_new ("post-aside");
  self->note = text_label_new ("post-aside");
  self->system = text_label_new ("post-aside");
  gtk_label_set_lines (GTK_LABEL (self->system), 3);
  gtk_label_set_ellipsize (GTK_LABEL (self->system), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), build_head (self));
  gtk_box_append (GTK_BOX (box), self->turns);
  gtk_box_append (GTK_BOX (box), self->byline);
  gtk_box_append (GTK_BOX (box), self->post);
  gtk_box_append (GTK_BOX (box), self->more);
  gtk_box_append (GTK_BOX (box), self->output);
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_box_append (GTK_BOX (box), self->system);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), MIN_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_focusable (gtk_widget_get_first_child (self->scroller), FALSE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  show_nothing (self, NULL);

  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (more_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (scroll_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_post_card_new (void)
{
  return g_object_new (EXM_TYPE_POST_CARD, NULL);
}
