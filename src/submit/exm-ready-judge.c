/* exm-ready-judge.c - from the facts to the rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-ready-private.h"

/* Rows are judged from the first to the last, so each can look at those above
 * it: what is wrong there is said there, and here only that it has to wait. */

/* --- account -------------------------------------------------------------------- */

/* The first fact with such an error that is not being looked at anew, or NULL. */
static const GError *
find_error (ExmReady *self,
            int       code)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    if (!self->facts[i].pending && _exm_ready_error_is (self->facts[i].error, code))
      return self->facts[i].error;
  return NULL;
}

/* Whether Google has taken the sign-in: any answer but a 401. */
static gboolean
was_heard (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    {
      const ExmGoogleProblem *problem = exm_cloud_error_get_problem (self->facts[i].error);

      if (self->facts[i].value != NULL || (problem != NULL && problem->http_status != 0))
        return TRUE;
    }
  return FALSE;
}

static const GError *
find_any_error (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    if (self->facts[i].error != NULL)
      return self->facts[i].error;
  return NULL;
}

static gboolean
is_pending (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    if (self->facts[i].pending)
      return TRUE;
  return FALSE;
}

static void
say_signed_in (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  g_autofree char *quota = exm_google_dup_quota_project (self->google);

  if (exm_google_get_kind (self->google) == EXM_ACCOUNT_PRACTICE)
    _exm_ready_say (verdict, EXM_READY_STATE_OK,
                    g_strdup (_ ("Practice: nothing leaves this computer, and nothing costs anything.")));
  else if (self->account != NULL && quota != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_OK,
                    /* Translators: an e-mail address, and the id of a project */
                    g_strdup_printf (_ ("Signed in as %s. Calls count against the quota of %s."), self->account, quota));
  else if (self->account != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_OK,
                    /* Translators: an e-mail address */
                    g_strdup_printf (_ ("Signed in as %s."), self->account));
  else
    _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_ ("Signed in.")));
}

static void
judge_account (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  const GError *refused = find_error (self, EXM_CLOUD_ERROR_AUTH);

  if (self->google == NULL)
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup (_ ("Sign in to Google, or practice first: that costs nothing and needs no account.")));
      verdict->action = EXM_READY_ACTION_SIGN_IN;
    }
  else if (refused != NULL)
    {
      _exm_ready_say_error (verdict, refused);
      verdict->state = EXM_READY_STATE_ATTENTION;
      verdict->action = EXM_READY_ACTION_SIGN_IN;
      verdict->other = EXM_READY_ACTION_CHECK_AGAIN;
    }
  else if (was_heard (self))
    say_signed_in (self, verdict);
  else if (is_pending (self))
    _exm_ready_say (verdict, EXM_READY_STATE_CHECKING, NULL);
  else if (find_any_error (self) != NULL)
    _exm_ready_say_error (verdict, find_any_error (self));
}

/* --- project -------------------------------------------------------------------- */

static void
offer_project (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  const GPtrArray *projects = self->facts[EXM_FACT_PROJECTS].value;

  if (self->new_project_id == NULL)
    self->new_project_id = exm_project_propose_id (NULL);
  verdict->proposal = g_strdup (self->new_project_id);
  verdict->extra = exm_project_propose_name (NULL);
  verdict->url = exm_projects_dup_page (NULL);
  if (projects != NULL && projects->len > 0)
    {
      verdict->action = EXM_READY_ACTION_CHOOSE_PROJECT;
      verdict->other = EXM_READY_ACTION_CREATE_PROJECT;
    }
  else
    {
      verdict->action = EXM_READY_ACTION_CREATE_PROJECT;
      verdict->other = EXM_READY_ACTION_CHECK_AGAIN;
    }
}

static void
judge_no_project (ExmReady        *self,
                  ExmReadyVerdict *verdict)
{
  const GPtrArray *projects = self->facts[EXM_FACT_PROJECTS].value;

  if (projects == NULL)
    {
      _exm_ready_say_missing (self, verdict, EXM_FACT_PROJECTS);
      /* Its id can still be typed. */
      if (verdict->state != EXM_READY_STATE_CHECKING)
        verdict->other = EXM_READY_ACTION_CHOOSE_PROJECT;
      return;
    }
  if (projects->len == 0)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("There is no project yet. A project is the folder in which Google Cloud keeps your files, jobs and models. Its id never changes.")));
  else
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup_printf (ngettext ("Choose your project, or create a new one.",
                                               "Choose one of your %u projects, or create a new one.", projects->len),
                                     projects->len));
  offer_project (self, verdict);
}

static void
judge_project (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  const ExmProject *project = self->facts[EXM_FACT_PROJECT].value;
  const GError     *error = self->facts[EXM_FACT_PROJECT].error;

  if (_exm_ready_say_blocked (self, verdict, EXM_READY_ACCOUNT))
    return;
  if (self->project == NULL)
    {
      judge_no_project (self, verdict);
      return;
    }
  if (_exm_ready_say_answers (self, verdict, EXM_FACT_PROJECT))
    return;
  if (_exm_ready_has_own_reason (error))
    {
      _exm_ready_say_error (verdict, error);
      offer_project (self, verdict);
      verdict->state = EXM_READY_STATE_ATTENTION;
    }
  else if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) || _exm_ready_error_is (error, EXM_CLOUD_ERROR_NOT_FOUND))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup_printf (_ ("The project “%s” is not there, or not visible to this account."), self->project));
      _exm_ready_say_details (verdict, error);
      offer_project (self, verdict);
    }
  else if (project == NULL)
    {
      _exm_ready_say_missing (self, verdict, EXM_FACT_PROJECT);
      if (verdict->state == EXM_READY_STATE_ATTENTION)
        verdict->other = EXM_READY_ACTION_CHOOSE_PROJECT;
    }
  else if (!project->active)
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup_printf (_ ("The project “%s” is being deleted."), project->id));
      offer_project (self, verdict);
    }
  else
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK,
                      project->display_name == NULL || g_str_equal (project->display_name, project->id)
                        ? g_strdup (project->id)
                        /* Translators: name and id of a project */
                        : g_strdup_printf (_("%s (%s)"), project->display_name, project->id));
      verdict->url = exm_projects_dup_page (project->id);
      verdict->details = project->number != NULL ? g_strdup_printf ("projects/%s", project->number) : NULL;
    }
}

/* --- billing -------------------------------------------------------------------- */

static void
offer_billing (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  const GPtrArray *accounts = self->facts[EXM_FACT_ACCOUNTS].value;
  guint            n_open = 0;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    n_open += ((ExmBillingAccount *)g_ptr_array_index (accounts, i))->open ? 1 : 0;
  verdict->url = exm_billing_dup_page (n_open > 0 ? self->project : NULL);
  verdict->action = n_open > 0 ? EXM_READY_ACTION_LINK_BILLING : EXM_READY_ACTION_OPEN_PAGE;
  verdict->other = n_open > 0 ? EXM_READY_ACTION_OPEN_PAGE : EXM_READY_ACTION_CHECK_AGAIN;
}

static void
judge_billing_off (ExmReady         *self,
                   const ExmBilling *billing,
                   ExmReadyVerdict  *verdict)
{
  const GPtrArray *accounts = self->facts[EXM_FACT_ACCOUNTS].value;

  if (self->facts[EXM_FACT_ACCOUNTS].pending && !_exm_ready_knows (self, EXM_FACT_ACCOUNTS))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_CHECKING, NULL);
      return;
    }
  offer_billing (self, verdict);
  if (billing->account != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("The billing account of this project is closed or in arrears. Put it in order, or link another one.")));
  else if (verdict->action == EXM_READY_ACTION_LINK_BILLING)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("No billing account is linked to this project. Tuning costs money, so Google wants to know who pays.")));
  else if (accounts != NULL && accounts->len > 0)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("No billing account is linked to this project, and all of yours are closed. Open one in the Google Cloud console.")));
  else
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("No billing account is linked to this project, and you have none yet. Set one up in the Google Cloud console, then come back.")));
  _exm_ready_say_details (verdict, self->facts[EXM_FACT_ACCOUNTS].error);
  if (billing->account != NULL && verdict->details == NULL)
    verdict->details = g_strdup (billing->account);
}

static void
judge_billing (ExmReady        *self,
               ExmReadyVerdict *verdict)
{
  const ExmBilling *billing = self->facts[EXM_FACT_BILLING].value;

  if (_exm_ready_say_blocked (self, verdict, EXM_READY_PROJECT) || _exm_ready_say_answers (self, verdict, EXM_FACT_BILLING))
    return;
  if (billing == NULL)
    _exm_ready_say_missing (self, verdict, EXM_FACT_BILLING);
  else if (!billing->enabled)
    judge_billing_off (self, billing, verdict);
  else
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_ ("A billing account is linked.")));
      verdict->details = g_strdup (billing->account);
      verdict->url = exm_billing_dup_page (self->project);
    }
}

/* --- APIs ----------------------------------------------------------------------- */

/* (transfer full): titles of those that are off, or NULL */
static char *
dup_off (const GPtrArray *services)
{
  g_autoptr (GString) off = g_string_new (NULL);

  for (guint i = 0; i < services->len; i++)
    {
      const ExmService *service = g_ptr_array_index (services, i);

      if (!service->enabled)
        g_string_append_printf (off, "%s%s", off->len > 0 ? ", " : "", service->title);
    }
  return off->len > 0 ? g_strdup (off->str) : NULL;
}

/* Turned on, and yet a call says that it is off: under way, or stuck. */
static void
judge_spread (ExmReady        *self,
              ExmReadyVerdict *verdict)
{
  const GError *error = self->facts[EXM_FACT_JOBS].error;

  _exm_ready_say_details (verdict, error);
  verdict->url = exm_services_dup_page (self->project, EXM_SERVICE_PLATFORM);
  if (self->spread != NULL || self->run != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_CHECKING,
                    g_strdup (_ ("Turned on. It takes Google a few minutes until it answers everywhere; this is looked at again by itself.")));
  else
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup (_ ("Google says that it is turned on, and yet it does not answer.")));
      verdict->action = EXM_READY_ACTION_CHECK_AGAIN;
      verdict->other = EXM_READY_ACTION_OPEN_PAGE;
    }
}

static void
judge_apis (ExmReady        *self,
            ExmReadyVerdict *verdict)
{
  const GPtrArray *services = self->facts[EXM_FACT_SERVICES].value;
  g_autofree char *off = services != NULL ? dup_off (services) : NULL;

  if (_exm_ready_say_blocked (self, verdict, EXM_READY_PROJECT) || _exm_ready_say_answers (self, verdict, EXM_FACT_SERVICES))
    return;
  if (services == NULL)
    _exm_ready_say_missing (self, verdict, EXM_FACT_SERVICES);
  else if (off != NULL)
    {
      /* Without billing Google refuses to turn them on. */
      if (exm_ready_item_get_state (self->items[EXM_READY_BILLING]) == EXM_READY_STATE_ATTENTION &&
          _exm_ready_say_blocked (self, verdict, EXM_READY_BILLING))
        return;
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      /* Translators: names of Google APIs, separated by commas */
                      g_strdup_printf (_ ("Not turned on in this project yet: %s. Turning it on costs nothing."), off));
      verdict->action = EXM_READY_ACTION_ENABLE_APIS;
      verdict->other = EXM_READY_ACTION_OPEN_PAGE;
      verdict->url = exm_services_dup_page (self->project, EXM_SERVICE_PLATFORM);
    }
  else if (_exm_ready_error_is (self->facts[EXM_FACT_JOBS].error, EXM_CLOUD_ERROR_API_DISABLED))
    judge_spread (self, verdict);
  else
    _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_ ("Vertex AI and Cloud Storage are turned on.")));
}

/* --- all ------------------------------------------------------------------------ */

static char *
dup_summary (ExmReady    *self,
             const guint *count)
{
  const guint n_attention = count[EXM_READY_STATE_ATTENTION];
  const guint n_blocked = count[EXM_READY_STATE_BLOCKED];
  const guint n_error = count[EXM_READY_STATE_ERROR];

  if (count[EXM_READY_STATE_OK] == EXM_N_READY)
    return g_strdup (_ ("Everything is ready."));
  if (n_attention > 0 && n_blocked > 0)
    {
      g_autofree char *waiting = g_strdup_printf (ngettext ("%u more waits for that.", "%u more wait for that.", n_blocked), n_blocked);
      g_autofree char *now = g_strdup_printf (ngettext ("%u thing is to be done now.", "%u things are to be done now.", n_attention), n_attention);

      return g_strdup_printf ("%s %s", now, waiting);
    }
  if (n_attention > 0)
    return g_strdup_printf (ngettext ("%u thing is left to do.", "%u things are left to do.", n_attention), n_attention);
  if (n_error > 0)
    return g_strdup (_ ("Not everything could be looked at."));
  return g_strdup (self->run != NULL || self->spread != NULL ? _ ("Looking whether everything is ready…") : "");
}

static void
judge_whole (ExmReady *self)
{
  guint            count[EXM_N_READY_STATES] = { 0 };
  g_autofree char *summary = NULL;
  gboolean         is_ready;

  for (guint i = 0; i < EXM_N_READY; i++)
    count[exm_ready_item_get_state (self->items[i])]++;
  summary = dup_summary (self, count);
  is_ready = count[EXM_READY_STATE_OK] == EXM_N_READY;
  if (g_strcmp0 (summary, self->summary) != 0)
    {
      g_free (self->summary);
      self->summary = g_steal_pointer (&summary);
      _exm_ready_notify (self, EXM_READY_PROP_SUMMARY);
    }
  if (self->is_ready != is_ready)
    {
      self->is_ready = is_ready;
      _exm_ready_notify (self, EXM_READY_PROP_READY);
    }
}

void
_exm_ready_judge (ExmReady *self)
{
  static void (*const judges[]) (ExmReady *, ExmReadyVerdict *) = {
    judge_account,
    judge_project,
    judge_billing,
    judge_apis,
    _exm_ready_judge_permissions,
    _exm_ready_judge_bucket,
    _exm_ready_judge_model,
    _exm_ready_judge_jobs,
    _exm_ready_judge_dataset,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (judges) == EXM_N_READY);
  for (guint i = 0; i < EXM_N_READY; i++)
    {
      g_auto (ExmReadyVerdict) verdict = { 0 };

      judges[i](self, &verdict);
      if (verdict.state == EXM_READY_STATE_CHECKING && verdict.text == NULL)
        verdict.text = g_strdup (_ ("Looking…"));
      _exm_ready_item_set (self->items[i], &verdict);
    }
  judge_whole (self);
}
