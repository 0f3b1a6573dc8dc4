/* exm-ready-judge-access.c - the rows of the permissions and the bucket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-jobs.h"
#include "exm-ready-private.h"

/* --- permissions ---------------------------------------------------------------- */

static void
say_roles (ExmReady        *self,
           GPtrArray       *missing,
           ExmReadyVerdict *verdict)
{
  g_auto (GStrv) roles = exm_permissions_dup_roles (missing);
  g_autofree char *titles = g_strjoinv (", ", roles);
  g_autoptr (GString) names = g_string_new (NULL);
  const ExmPermission *first = g_ptr_array_index (missing, 0);

  _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                  /* Translators: what may not be done, such as "start tuning jobs"; then names of roles as in the
                   * Google Cloud console */
                  g_strdup_printf (ngettext ("This account may not %s. Missing role: %s.",
                                             "This account may not %s and more. Missing roles: %s.", g_strv_length (roles)),
                                   exm_permission_get_purpose (first), titles));
  for (guint i = 0; i < missing->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", ((ExmPermission *)g_ptr_array_index (missing, i))->name);
  verdict->details = g_strdup (names->str);
  verdict->action = EXM_READY_ACTION_ASK_FOR_ROLE;
  verdict->other = EXM_READY_ACTION_CHECK_AGAIN;
  verdict->url = exm_permissions_dup_page (self->project);
}

void
_exm_ready_judge_permissions (ExmReady        *self,
                              ExmReadyVerdict *verdict)
{
  GPtrArray *missing = self->facts[EXM_FACT_PERMISSIONS].value;

  if (_exm_ready_say_blocked (self, verdict, EXM_READY_PROJECT) ||
      _exm_ready_say_answers (self, verdict, EXM_FACT_PERMISSIONS))
    return;
  if (missing == NULL)
    _exm_ready_say_missing (self, verdict, EXM_FACT_PERMISSIONS);
  else if (missing->len > 0)
    say_roles (self, missing, verdict);
  else
    _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_ ("This account has all the permissions that tuning takes.")));
}

/* --- bucket --------------------------------------------------------------------- */

static void
offer_bucket (ExmReady        *self,
              ExmReadyVerdict *verdict)
{
  const GPtrArray *buckets = self->facts[EXM_FACT_BUCKETS].value;

  if (self->new_bucket == NULL)
    self->new_bucket = exm_storage_propose_bucket_name (self->project);
  verdict->proposal = g_strdup (self->new_bucket);
  verdict->extra = g_strdup (exm_storage_propose_location (_exm_ready_get_region (self)));
  if (buckets != NULL && buckets->len > 0)
    {
      verdict->action = EXM_READY_ACTION_CHOOSE_BUCKET;
      verdict->other = EXM_READY_ACTION_CREATE_BUCKET;
    }
  else
    {
      verdict->action = EXM_READY_ACTION_CREATE_BUCKET;
      verdict->other = EXM_READY_ACTION_CHECK_AGAIN;
    }
}

/* An error of Cloud Storage that another row explains better. */
static gboolean
say_bucket_blocked (ExmReady        *self,
                    const GError    *error,
                    ExmReadyVerdict *verdict)
{
  if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_API_DISABLED))
    return _exm_ready_say_blocked (self, verdict, EXM_READY_APIS);
  if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_BILLING))
    return _exm_ready_say_blocked (self, verdict, EXM_READY_BILLING);
  if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) && self->bucket == NULL)
    return _exm_ready_say_blocked (self, verdict, EXM_READY_PERMISSIONS);
  return FALSE;
}

/* The usual project of the practice service, where a submission without a bucket
 * finds or makes one (exm_submit_options). One that was created there to rehearse
 * the set-up has to be given a bucket, as on Google. */
static gboolean
makes_its_own (ExmReady *self)
{
  return exm_google_get_kind (self->google) == EXM_ACCOUNT_PRACTICE &&
         g_strcmp0 (self->project, EXM_SUBMIT_PRACTICE_PROJECT) == 0;
}

static void
judge_no_bucket (ExmReady        *self,
                 ExmReadyVerdict *verdict)
{
  const GPtrArray *buckets = self->facts[EXM_FACT_BUCKETS].value;

  if (buckets == NULL)
    {
      if (!say_bucket_blocked (self, self->facts[EXM_FACT_BUCKETS].error, verdict))
        _exm_ready_say_missing (self, verdict, EXM_FACT_BUCKETS);
      return;
    }
  if (buckets->len == 0 && makes_its_own (self))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_("Practice makes a bucket of its own when tuning starts.")));
      return;
    }
  /* A bucket cannot be made before somebody pays. */
  if (buckets->len == 0 && exm_ready_item_get_state (self->items[EXM_READY_BILLING]) == EXM_READY_STATE_ATTENTION &&
      _exm_ready_say_blocked (self, verdict, EXM_READY_BILLING))
    return;
  if (buckets->len == 0)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("Tuning reads the examples from Cloud Storage. Create a bucket for them; it is not open to the public.")));
  else
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup (_ ("Tuning reads the examples from Cloud Storage. Choose a bucket for them, or create one.")));
  offer_bucket (self, verdict);
}

static gboolean
may_write (ExmReady *self)
{
  const GPtrArray *missing = self->facts[EXM_FACT_PERMISSIONS].value;

  for (guint i = 0; missing != NULL && i < missing->len; i++)
    if (g_str_equal (((ExmPermission *)g_ptr_array_index (missing, i))->name, "storage.objects.create"))
      return FALSE;
  return missing != NULL;
}

static void
judge_chosen_bucket (ExmReady        *self,
                     ExmReadyVerdict *verdict)
{
  const ExmBucket *bucket = self->facts[EXM_FACT_BUCKET].value;
  const GError    *error = self->facts[EXM_FACT_BUCKET].error;

  if (bucket != NULL)
    {
      const gboolean foreign = bucket->project_number != NULL && self->project_number != NULL &&
                               !g_str_equal (bucket->project_number, self->project_number);

      /* Translators: name and place of a bucket */
      _exm_ready_say (verdict, EXM_READY_STATE_OK,
                      foreign ? g_strdup_printf (_ ("%s (%s). It belongs to another project, which has to let Vertex AI read it."),
                                                    bucket->name, bucket->location != NULL ? bucket->location : "?")
                              : g_strdup_printf (_ ("%s (%s)"), bucket->name, bucket->location != NULL ? bucket->location : "?"));
      verdict->details = g_strdup_printf ("gs://%s", bucket->name);
    }
  else if (say_bucket_blocked (self, error, verdict))
    return;
  else if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) && may_write (self))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK,
                      g_strdup_printf (_ ("%s. This account may not look at the bucket itself, but may put files into it."), self->bucket));
      _exm_ready_say_details (verdict, error);
    }
  else if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_NOT_FOUND) || _exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      _exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED)
                      ? g_strdup_printf (_ ("The bucket “%s” is not open to this account."), self->bucket)
                      : g_strdup_printf (_ ("There is no bucket “%s” any more."), self->bucket));
      _exm_ready_say_details (verdict, error);
      offer_bucket (self, verdict);
    }
  else
    _exm_ready_say_missing (self, verdict, EXM_FACT_BUCKET);
}

void
_exm_ready_judge_bucket (ExmReady        *self,
                         ExmReadyVerdict *verdict)
{
  if (_exm_ready_say_blocked (self, verdict, EXM_READY_PROJECT))
    return;
  if (self->bucket == NULL)
    judge_no_bucket (self, verdict);
  else
    judge_chosen_bucket (self, verdict);
}
