/* exm-ready-words.c - pieces of what the rows of the ready page say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-ready-private.h"

void
_exm_ready_say (ExmReadyVerdict *verdict,
                ExmReadyState    state,
                char            *text)
{
  verdict->state = state;
  g_free (verdict->text);
  verdict->text = text;
}

gboolean
_exm_ready_error_is (const GError *error,
                     int           code)
{
  return g_error_matches (error, EXM_CLOUD_ERROR, code);
}

/* What Google said, for people who can read it; secrets are gone already. */
void
_exm_ready_say_details (ExmReadyVerdict *verdict,
                        const GError    *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);
  g_autoptr (GString) text = NULL;

  if (problem == NULL)
    return;
  text = g_string_new (NULL);
  if (problem->http_status != 0)
    g_string_append_printf (text, "HTTP %u", problem->http_status);
  if (problem->status != NULL)
    g_string_append_printf (text, " %s", problem->status);
  if (problem->reason != NULL)
    g_string_append_printf (text, " (%s)", problem->reason);
  if (problem->message != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", problem->message);
  g_free (verdict->details);
  verdict->details = text->len > 0 ? g_strdup (text->str) : NULL;
}

/* A refusal that says more than "not yours": the error table has words for it. */
gboolean
_exm_ready_has_own_reason (const GError *error)
{
  static const char *const reasons[] = { "USER_PROJECT_DENIED", "CONSUMER_SUSPENDED", "CONSUMER_INVALID", "SECURITY_POLICY_VIOLATED" };
  const ExmGoogleProblem  *problem = exm_cloud_error_get_problem (error);

  for (guint i = 0; problem != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (problem->reason, reasons[i]) == 0)
      return TRUE;
  return FALSE;
}

/* An API that this page itself asks is off: it is counted in the project of the
 * sign-in, and only that project's owner can turn it on. */
static gboolean
is_own_api (const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);

  return _exm_ready_error_is (error, EXM_CLOUD_ERROR_API_DISABLED) && problem != NULL && problem->service != NULL &&
         !g_str_equal (problem->service, EXM_SERVICE_PLATFORM) && !g_str_equal (problem->service, EXM_SERVICE_STORAGE);
}

static gboolean
say_own_api (ExmReadyVerdict *verdict,
             const GError    *error)
{
  if (!is_own_api (error))
    return FALSE;
  _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                  /* Translators: the name of a Google API */
                  g_strdup_printf (_("The %s has to be turned on in the project that your calls count against, before this can be looked at."),
                                      exm_services_get_title (exm_cloud_error_get_problem (error)->service)));
  verdict->url = g_strdup (exm_cloud_error_get_url (error));
  verdict->action = verdict->url != NULL ? EXM_READY_ACTION_OPEN_PAGE : EXM_READY_ACTION_CHECK_AGAIN;
  verdict->other = verdict->url != NULL ? EXM_READY_ACTION_CHECK_AGAIN : EXM_READY_ACTION_NONE;
  return TRUE;
}

gboolean
_exm_ready_say_answers (ExmReady        *self,
                        ExmReadyVerdict *verdict,
                        ExmFactId        fact)
{
  const GError *error = self->facts[fact].error;

  if (!is_own_api (error) && (!_exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) || _exm_ready_has_own_reason (error)))
    return FALSE;
  if (self->facts[EXM_FACT_JOBS].pending && !_exm_ready_knows (self, EXM_FACT_JOBS))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_CHECKING, NULL);
      return TRUE;
    }
  if (self->facts[EXM_FACT_JOBS].value == NULL)
    return FALSE;
  _exm_ready_say (verdict, EXM_READY_STATE_OK,
                  fact == EXM_FACT_PROJECT
                  /* Translators: id of a project */
                  ? g_strdup_printf (_("%s. This account may not look at the project itself, but Vertex AI answers."), self->project)
                  : g_strdup (_("This account may not look at that, but Vertex AI answers.")));
  _exm_ready_say_details (verdict, error);
  return TRUE;
}

void
_exm_ready_say_error (ExmReadyVerdict *verdict,
                      const GError    *error)
{
  const char *advice = exm_cloud_error_get_advice (error);

  _exm_ready_say_details (verdict, error);
  if (say_own_api (verdict, error))
    return;
  _exm_ready_say (verdict, EXM_READY_STATE_ERROR,
                  advice != NULL ? g_strdup_printf ("%s. %s", error->message, advice)
                                 : g_strdup_printf ("%s.", error->message));
  verdict->action = EXM_READY_ACTION_CHECK_AGAIN;
}

gboolean
_exm_ready_say_blocked (ExmReady        *self,
                        ExmReadyVerdict *verdict,
                        ExmReadyKind     kind)
{
  ExmReadyItem *item = self->items[kind];

  switch (exm_ready_item_get_state (item))
    {
    case EXM_READY_STATE_OK:
      return FALSE;
    case EXM_READY_STATE_UNKNOWN:
      _exm_ready_say (verdict, EXM_READY_STATE_UNKNOWN, NULL);
      return TRUE;
    case EXM_READY_STATE_CHECKING:
      _exm_ready_say (verdict, EXM_READY_STATE_CHECKING, NULL);
      return TRUE;
    case EXM_READY_STATE_BLOCKED:
      /* Of what blocks that one. */
      _exm_ready_say (verdict, EXM_READY_STATE_BLOCKED, g_strdup (exm_ready_item_get_text (item)));
      return TRUE;
    case EXM_READY_STATE_ATTENTION:
    case EXM_READY_STATE_ERROR:
    default:
      _exm_ready_say (verdict, EXM_READY_STATE_BLOCKED,
                      /* Translators: the title of another row of the same list, such as "Project" */
                      g_strdup_printf (_ ("This can be told once “%s” above is settled."), exm_ready_item_get_title (item)));
      return TRUE;
    }
}

void
_exm_ready_say_missing (ExmReady        *self,
                        ExmReadyVerdict *verdict,
                        ExmFactId        fact)
{
  const ExmFact *it = &self->facts[fact];

  if (it->error != NULL && !it->pending)
    _exm_ready_say_error (verdict, it->error);
  else
    _exm_ready_say (verdict, it->pending ? EXM_READY_STATE_CHECKING : EXM_READY_STATE_UNKNOWN, NULL);
}
