using System.Net;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend;

/// <summary>What the pages tell the operator.</summary>
internal static partial class FrontendLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} signed up: account {Account}, store {Store}")]
    public static partial void SignedUp(this ILogger logger, UserId user, AccountId account, StoreId store);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-up {Operation} was refused: {Code}")]
    public static partial void SignUpRefused(this ILogger logger, OperationId operation, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} signed in from {Address}")]
    public static partial void SignedIn(this ILogger logger, UserId user, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in from {Address} was refused: {Code}")]
    public static partial void SignInRefused(this ILogger logger, IPAddress? address, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} signed out")]
    public static partial void SignedOut(this ILogger logger, UserId user);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} changed the own password")]
    public static partial void PasswordChanged(this ILogger logger, UserId user);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} replaced the password by the link of a mail, from {Address}")]
    public static partial void PasswordReplaced(this ILogger logger, UserId user, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {User} used the set-up link and is an administrator, from {Address}")]
    public static partial void AdministratorMade(this ILogger logger, UserId user, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} was shown the administrator's credentials of store {Store}")]
    public static partial void CredentialsShown(this ILogger logger, UserId user, StoreId store);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether user {User} is signed in could not be found out")]
    public static partial void SessionUnknown(this ILogger logger, Exception exception, UserId user);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was asked too often from {Address}")]
    public static partial void TooOften(this ILogger logger, string path, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live page ends because what it shows did not answer in time; the browser asks again")]
    public static partial void EventsEnded(this ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} of the control socket was not answered")]
    public static partial void ControlUnanswered(this ILogger logger, Exception exception, string path);
}
