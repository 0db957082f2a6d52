using Microsoft.Extensions.Options;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Where the database is.</summary>
public sealed class SqlOptions
{
    public const string Section = "Database";

    /// <summary>The directory of the embedded database, as an absolute path. Made when it is not there; nobody else may read it. No default.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>A PostgreSQL server instead of the embedded database. Default: none.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long to wait while another program (a backup, the sqlite3 shell) has the embedded database locked. Default: 5 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class SqlOptionsValidator : IValidateOptions<SqlOptions>
{
    public ValidateOptionsResult Validate(string? name, SqlOptions options)
    {
        var wrong = new List<string>();
        if (!string.IsNullOrEmpty(options.ConnectionString))
        {
            wrong.Add("Database:ConnectionString is set, but this version has the embedded database only; remove it and set Database:DataDirectory.");
        }

        if (!Path.IsPathFullyQualified(options.DataDirectory))
        {
            wrong.Add($"Database:DataDirectory is '{options.DataDirectory}'; give it as an absolute path.");
        }

        if (options.BusyTimeout < TimeSpan.FromSeconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(1))
        {
            wrong.Add($"Database:BusyTimeout is {options.BusyTimeout}; it is between 1 second and 1 minute.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
