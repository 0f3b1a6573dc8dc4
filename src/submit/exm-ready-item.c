/* exm-ready-item.c - one row of the ready page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-ready-item.h"

#include <glib/gi18n-lib.h>

#include "exm-ready-private.h"

/* --- names ---------------------------------------------------------------------- */

static const struct
{
  const char *code;
  const char *title;
} kinds[] = {
  { "account", N_ ("Account") },
    { "project", N_ ("Project") },
      { "billing", N_ ("Billing") },
        { "apis", N_ ("Google services") },
          { "permissions", N_ ("Permissions") },
            { "bucket", N_ ("Storage") },
              { "model", N_ ("Model and region") },
                { "job", N_ ("Other tuning jobs") },
                  { "dataset", N_ ("Dataset") },
                };

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == EXM_N_READY);

static const char *const states[] = { "unknown", "checking", "ok", "attention", "blocked", "error" };

G_STATIC_ASSERT (G_N_ELEMENTS (states) == EXM_N_READY_STATES);

static const struct
{
  const char *code;
  const char *label;
  gboolean    outside;
} actions[] = {
  { "none", NULL, FALSE },
  { "sign-in", N_ ("Sign In…"), TRUE },
    { "choose-project", N_ ("Choose Project…"), FALSE },
      { "create-project", N_ ("Create Project…"), FALSE },
        { "link-billing", N_ ("Link Billing…"), FALSE },
          { "open-page", N_ ("Open Page"), TRUE },
            { "enable-apis", N_ ("Turn On"), FALSE },
              { "ask-for-role", N_ ("Ask for Access…"), TRUE },
                { "choose-bucket", N_ ("Choose Bucket…"), FALSE },
                  { "create-bucket", N_ ("Create Bucket…"), FALSE },
                    { "choose-model", N_ ("Choose Model…"), FALSE },
                      { "open-job", N_ ("Show Job"), TRUE },
                        { "queue", N_ ("Go On Anyway"), FALSE },
                          { "open-problems", N_ ("Show Problems"), TRUE },
                            { "check-again", N_ ("Check Again"), FALSE },
                              { "choose-quota-project", N_ ("Quota Project…"), FALSE },
                            };

G_STATIC_ASSERT (G_N_ELEMENTS (actions) == EXM_N_READY_ACTIONS);

const char *
exm_ready_kind_to_code (ExmReadyKind kind)
{
  g_return_val_if_fail ((guint)kind < EXM_N_READY, NULL);
  return kinds[kind].code;
}

const char *
exm_ready_state_to_code (ExmReadyState state)
{
  g_return_val_if_fail ((guint)state < EXM_N_READY_STATES, NULL);
  return states[state];
}

const char *
exm_ready_action_to_code (ExmReadyAction action)
{
  g_return_val_if_fail ((guint)action < EXM_N_READY_ACTIONS, NULL);
  return actions[action].code;
}

const char *
exm_ready_action_get_label (ExmReadyAction action)
{
  g_return_val_if_fail ((guint)action < EXM_N_READY_ACTIONS, NULL);
  return actions[action].label != NULL ? _ (actions[action].label) : NULL;
}

gboolean
exm_ready_action_is_outside (ExmReadyAction action)
{
  g_return_val_if_fail ((guint)action < EXM_N_READY_ACTIONS, FALSE);
  return actions[action].outside;
}

/* --- rows ----------------------------------------------------------------------- */

struct _ExmReadyItem
{
  GObject parent_instance;

  ExmReadyKind    kind;
  ExmReadyVerdict verdict;
  GListStore     *choices;
  guint           busy : 1;
  guint           failed : 1; /* text and details tell of the last fix */
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_STATE,
  PROP_TITLE,
  PROP_TEXT,
  PROP_DETAILS,
  PROP_ACTION,
  PROP_OTHER_ACTION,
  PROP_URL,
  PROP_JOB,
  PROP_PROPOSAL,
  PROP_EXTRA_PROPOSAL,
  PROP_BUSY,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (ExmReadyItem, exm_ready_item, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

void
_exm_ready_verdict_clear (ExmReadyVerdict *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->details, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->job, g_free);
  g_clear_pointer (&self->proposal, g_free);
  g_clear_pointer (&self->extra, g_free);
}

static void
exm_ready_item_finalize (GObject *object)
{
  ExmReadyItem *self = EXM_READY_ITEM (object);

  _exm_ready_verdict_clear (&self->verdict);
  g_clear_object (&self->choices);

  G_OBJECT_CLASS (exm_ready_item_parent_class)->finalize (object);
}

static void
exm_ready_item_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ExmReadyItem *self = EXM_READY_ITEM (object);

  switch (id)
    {
    case PROP_KIND:
      g_value_set_int (value, self->kind);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->verdict.state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, exm_ready_item_get_title (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, exm_ready_item_get_text (self));
      break;
    case PROP_DETAILS:
      g_value_set_string (value, self->verdict.details);
      break;
    case PROP_ACTION:
      g_value_set_int (value, self->verdict.action);
      break;
    case PROP_OTHER_ACTION:
      g_value_set_int (value, self->verdict.other);
      break;
    case PROP_URL:
      g_value_set_string (value, self->verdict.url);
      break;
    case PROP_JOB:
      g_value_set_string (value, self->verdict.job);
      break;
    case PROP_PROPOSAL:
      g_value_set_string (value, self->verdict.proposal);
      break;
    case PROP_EXTRA_PROPOSAL:
      g_value_set_string (value, self->verdict.extra);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_int (guint       id,
             const char *name,
             int         max)
{
  properties[id] = g_param_spec_int (name, NULL, NULL, 0, max, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_string (guint       id,
                const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
exm_ready_item_class_init (ExmReadyItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = exm_ready_item_finalize;
  object_class->get_property = exm_ready_item_get_property;
  install_int (PROP_KIND, "kind", EXM_N_READY - 1);
  install_int (PROP_STATE, "state", EXM_N_READY_STATES - 1);
  install_int (PROP_ACTION, "action", EXM_N_READY_ACTIONS - 1);
  install_int (PROP_OTHER_ACTION, "other-action", EXM_N_READY_ACTIONS - 1);
  install_string (PROP_TITLE, "title");
  install_string (PROP_TEXT, "text");
  install_string (PROP_DETAILS, "details");
  install_string (PROP_URL, "url");
  install_string (PROP_JOB, "job");
  install_string (PROP_PROPOSAL, "proposal");
  install_string (PROP_EXTRA_PROPOSAL, "extra-proposal");
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_ready_item_init (ExmReadyItem *self)
{
  self->choices = g_list_store_new (EXM_TYPE_READY_CHOICE);
}

ExmReadyItem *
_exm_ready_item_new (ExmReadyKind kind)
{
  ExmReadyItem *self = g_object_new (EXM_TYPE_READY_ITEM, NULL);

  self->kind = kind;
  return self;
}

static void
set_number (ExmReadyItem *self,
            guint         property,
            guint        *field,
            guint         value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_string (ExmReadyItem *self,
            guint         property,
            char        **field,
            const char   *value)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
_exm_ready_item_set (ExmReadyItem          *self,
                     const ExmReadyVerdict *verdict)
{
  if (self->busy)
    return;
  if (verdict->state != EXM_READY_STATE_ATTENTION || verdict->action != self->verdict.action)
    self->failed = FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  set_number (self, PROP_STATE, &self->verdict.state, verdict->state);
  set_number (self, PROP_ACTION, &self->verdict.action, verdict->action);
  set_number (self, PROP_OTHER_ACTION, &self->verdict.other, verdict->other);
  if (!self->failed)
    {
      set_string (self, PROP_TEXT, &self->verdict.text, verdict->text);
      set_string (self, PROP_DETAILS, &self->verdict.details, verdict->details);
    }
  set_string (self, PROP_URL, &self->verdict.url, verdict->url);
  set_string (self, PROP_JOB, &self->verdict.job, verdict->job);
  set_string (self, PROP_PROPOSAL, &self->verdict.proposal, verdict->proposal);
  set_string (self, PROP_EXTRA_PROPOSAL, &self->verdict.extra, verdict->extra);
  g_object_thaw_notify (G_OBJECT (self));
}

void
_exm_ready_item_set_busy (ExmReadyItem *self,
                          const char   *text)
{
  const gboolean busy = text != NULL;

  g_object_freeze_notify (G_OBJECT (self));
  if (busy)
    {
      self->failed = FALSE;
      set_number (self, PROP_STATE, &self->verdict.state, EXM_READY_STATE_CHECKING);
      set_string (self, PROP_TEXT, &self->verdict.text, text);
      set_string (self, PROP_DETAILS, &self->verdict.details, NULL);
    }
  if (self->busy != busy)
    {
      self->busy = busy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
_exm_ready_item_set_failed (ExmReadyItem *self,
                            const GError *error)
{
  const char *advice = exm_cloud_error_get_advice (error);
  g_auto (ExmReadyVerdict) said = { 0 };
  g_autofree char *text = advice != NULL ? g_strdup_printf ("%s. %s", error->message, advice)
                                         : g_strdup_printf ("%s.", error->message);

  _exm_ready_say_details (&said, error);
  set_string (self, PROP_TEXT, &self->verdict.text, text);
  if (said.details != NULL)
    set_string (self, PROP_DETAILS, &self->verdict.details, said.details);
  self->failed = TRUE;
}

void
_exm_ready_item_forget_failure (ExmReadyItem *self)
{
  self->failed = FALSE;
}

void
_exm_ready_item_clear_choices (ExmReadyItem *self)
{
  g_list_store_remove_all (self->choices);
}

void
_exm_ready_item_add_choice (ExmReadyItem *self,
                            const char   *id,
                            const char   *title,
                            const char   *subtitle,
                            const char   *reason)
{
  g_autoptr (ExmReadyChoice) choice = _exm_ready_choice_new (id, title, subtitle, reason);

  g_list_store_append (self->choices, choice);
}

ExmReadyKind
exm_ready_item_get_kind (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), EXM_READY_ACCOUNT);
  return self->kind;
}

ExmReadyState
exm_ready_item_get_state (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), EXM_READY_STATE_UNKNOWN);
  return self->verdict.state;
}

const char *
exm_ready_item_get_title (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return _ (kinds[self->kind].title);
}

const char *
exm_ready_item_get_text (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.text != NULL ? self->verdict.text : "";
}

const char *
exm_ready_item_get_details (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.details;
}

ExmReadyAction
exm_ready_item_get_action (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), EXM_READY_ACTION_NONE);
  return self->verdict.action;
}

ExmReadyAction
exm_ready_item_get_other_action (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), EXM_READY_ACTION_NONE);
  return self->verdict.other;
}

const char *
exm_ready_item_get_url (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.url;
}

const char *
exm_ready_item_get_job (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.job;
}

const char *
exm_ready_item_get_proposal (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.proposal;
}

const char *
exm_ready_item_get_extra_proposal (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return self->verdict.extra;
}

gboolean
exm_ready_item_is_busy (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), FALSE);
  return self->busy;
}

GListModel *
exm_ready_item_get_choices (ExmReadyItem *self)
{
  g_return_val_if_fail (EXM_IS_READY_ITEM (self), NULL);
  return G_LIST_MODEL (self->choices);
}
